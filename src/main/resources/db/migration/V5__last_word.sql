-- What was said last holds, whatever order it comes in: of a person on a reply by feedback.given_at, of all on a prompt by example.said_at.
alter table example add column said_at timestamptz not null default now(); -- when it was said, or approved by a reviewer
update example e set said_at = coalesce(
  (select max(r.decided_at) from review r where r.example_id = e.id and r.decision = 'approve'),
  (select f.given_at from feedback f where f.number = e.feedback_number),
  e.created_at);
-- superseded because another example of the prompt holds instead; it holds again when that one is withdrawn
alter table example add column outdone boolean not null default false;
drop index example_prompt;
create index example_prompt on example (prompt_key) where state in ('approved', 'conflict', 'superseded');
create index feedback_exchange_sender on feedback (exchange_id, sender);
