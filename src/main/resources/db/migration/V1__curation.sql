-- Texts that are structures (turns of a conversation) are JSON in a text column.

create table exchange (
  id              text primary key,
  conversation_id text not null,
  turn            int not null,
  owner           text,                    -- not known when only feedback told of the exchange
  prompt          text not null,           -- [{role, content}], all turns before the reply
  reply           text not null,
  model_version   text not null,
  model_digest    text not null,
  model_epoch     bigint not null,
  details         text not null,           -- {sampling, usage, finishReason, timings}, {} when not known
  said_at         timestamptz not null,
  recorded        boolean not null,        -- false: only feedback told of it
  arrived_at      timestamptz not null default now());
create index exchange_conversation on exchange (conversation_id, turn);

create table feedback (
  number         bigint generated always as identity primary key, -- order of arrival
  sender         text not null,
  id             text not null,
  sender_role    text not null,
  source         text not null,            -- CloudEvents source
  exchange_id    text not null,            -- no reference: it may come later
  verdict        text not null,
  reason         text,
  better_reply   text,
  comment        text,
  given_at       timestamptz not null,
  content_digest text not null,
  state          text not null check (state in ('waiting', 'applied', 'superseded', 'withdrawn', 'expired')),
  arrived_at     timestamptz not null default now(),
  unique (sender, id));
create index feedback_exchange on feedback (exchange_id);
create index feedback_waiting on feedback (arrived_at) where state = 'waiting';

-- Near duplicates of a question form a cluster; feedback and domain data in it have a split each, fixed when the first of them comes.
create sequence cluster_id;
create table cluster (
  id             bigint primary key,
  feedback_split text check (feedback_split in ('train', 'validation', 'gate')),
  domain_split   text check (domain_split in ('train', 'validation', 'gate')));
create table question (
  id      bigint generated always as identity primary key,
  key     text not null unique,            -- digest of the tokens
  cluster bigint not null references cluster,
  tokens  text not null,                   -- distinct words, separated by spaces
  prefix  text[] not null);                -- the words of which near duplicates share at least one
create index question_prefix on question using gin (prefix);
create table split_sequence (
  stratum text primary key,
  next    bigint not null);
insert into split_sequence values ('feedback', 0), ('domain', 0);

create table example (
  id              text primary key,
  number          bigint generated always as identity unique,
  source          text not null check (source in ('correction', 'praise', 'domain')),
  state           text not null check (state in ('pending', 'conflict', 'approved', 'dismissed', 'withdrawn', 'superseded')),
  prompt          text not null,
  chosen          text,
  rejected        text,
  prompt_key      text not null,           -- digest of the normalised prompt
  cluster         bigint not null references cluster,
  split           text not null check (split in ('train', 'validation', 'gate')),
  contributor     text not null,           -- whose words the chosen reply is
  feedback_number bigint references feedback,
  exchange_id     text references exchange,
  model_version   text,
  created_at      timestamptz not null default now(),
  approved_at     timestamptz,
  closed_at       timestamptz,             -- dismissed, withdrawn or superseded
  used_by_run     text,
  check (state <> 'approved' or (chosen is not null and approved_at is not null)));
create index example_state on example (state, number);
create index example_prompt on example (prompt_key) where state in ('approved', 'conflict');
create index example_cluster on example (cluster);
create index example_feedback on example (feedback_number);

create table review (
  number       bigint generated always as identity primary key,
  example_id   text not null references example,
  reviewer     text not null,
  decision     text not null check (decision in ('approve', 'dismiss')),
  better_reply text,
  comment      text,
  decided_at   timestamptz not null default now());
create index review_example on review (example_id);

create table dataset (
  id         text primary key,
  run_id     text not null unique,
  digest     text not null,
  created_at timestamptz not null default now());
create table dataset_example (
  dataset_id text not null references dataset,
  example_id text not null references example,
  is_new     boolean not null,
  primary key (dataset_id, example_id));

create table dead_letter (
  topic     text not null,
  partition int not null,
  position  bigint not null,
  reason    text not null,
  died_at   timestamptz not null default now(),
  primary key (topic, partition, position));
