-- Keys by which programs ask in somebody's name. The key itself is shown once and is nowhere here.
create table api_key (
  id           text primary key,
  token_hash   text not null unique,        -- SHA-256, hexadecimal
  owner        text not null references account (name) on delete cascade,
  name         text not null,
  role         text not null check (role in ('customer', 'agent', 'operator')),
  routes       text[] not null,             -- "GET /api/runs"; none: all that the role may
  created_at   timestamptz not null default now(),
  expires_at   timestamptz not null,
  last_used_at timestamptz,                 -- to the minute
  succeeded_by text);                       -- id of the key that took its place
create index api_key_owner on api_key (owner);
