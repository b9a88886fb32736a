-- Corrections that answer the same question otherwise are shown to reviewers. They are looked for after the fact, each once for what it says and whether it counts.
alter table example add column compared boolean not null default false;
create index example_uncompared on example (number)
  where not compared and source = 'correction' and state in ('pending', 'conflict', 'approved');

create table contradiction (
  example_id text not null references example on delete cascade,
  other_id   text not null references example on delete cascade,
  primary key (example_id, other_id));
create index contradiction_other on contradiction (other_id);

create function compare_anew() returns trigger language plpgsql as $$
begin
  new.compared = false;
  return new;
end $$;

create trigger example_to_compare before update on example for each row
  when ((old.source, old.state, old.prompt, old.chosen) is distinct from (new.source, new.state, new.prompt, new.chosen))
  execute function compare_anew();
