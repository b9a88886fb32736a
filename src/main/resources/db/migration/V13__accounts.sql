-- People with an account. A name is never given twice: what somebody decided stays theirs.
create table account (
  name       text primary key check (name = lower(name)),
  role       text not null check (role in ('customer', 'agent', 'operator', 'admin')),
  password   text,                          -- bcrypt; none where somebody else vouches for them
  invited_by text not null,
  created_at timestamptz not null default now(),
  ended_at   timestamptz);

-- Browsers that are signed in. The token is in their cookie only.
create table account_session (
  token_hash text primary key,              -- SHA-256, hexadecimal
  account    text not null references account (name) on delete cascade,
  began_at   timestamptz not null default now(),
  ends_at    timestamptz not null);
create index account_session_account on account_session (account);
create index account_session_ends on account_session (ends_at);

create table invitation (
  token_hash text primary key,
  role       text not null check (role in ('customer', 'agent', 'operator', 'admin')),
  invited_by text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  account    text references account (name) on delete cascade);   -- whoever used it
