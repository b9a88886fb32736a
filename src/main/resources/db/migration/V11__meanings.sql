-- Questions of feedback are near duplicates, too, if they mean the same in other words. The number is the order in which processes read them into their index.
create table question_meaning (
  number   bigint generated always as identity primary key,
  question bigint not null references question,
  encoder  text not null,                  -- its digest; vectors of another are of no use
  vector   text not null,                  -- 8 bits a value, in base64
  scale    real not null,
  figures  text not null,                  -- its words with digits, separated by spaces
  negative boolean not null,
  unique (question, encoder));
create index question_meaning_encoder on question_meaning (encoder, number);

-- A question that is nearly the same as questions of two parts is in neither.
alter table example drop constraint example_split_check;
alter table example add check (split in ('train', 'validation', 'gate', 'between'));
