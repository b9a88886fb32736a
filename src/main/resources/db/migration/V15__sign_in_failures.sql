-- Where somebody has signed in from. Addresses are hashes with the installation's key.
create table sign_in_address (
  account text not null references account (name) on delete cascade,
  address text not null,
  last_at timestamptz not null,
  primary key (account, address));

create table sign_in_failure (
  name    text not null,                    -- SHA-256 of what was given as a name: people type passwords there
  address text not null,
  known   boolean not null,                 -- whether the account had signed in from there
  at      timestamptz not null);
create index sign_in_failure_name on sign_in_failure (name, at);
create index sign_in_failure_address on sign_in_failure (address, at);
create index sign_in_failure_at on sign_in_failure (at);
