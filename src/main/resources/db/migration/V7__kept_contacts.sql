-- Contact data of the shop's own, confirmed by an agent: it is not redacted.
create table kept_contact (
  plain        text primary key,           -- as contacts are compared: without spaces and punctuation, in lower case
  text         text not null,
  kind         text not null check (kind in ('email', 'phone')),
  confirmed_by text not null,
  confirmed_at timestamptz not null default now());
