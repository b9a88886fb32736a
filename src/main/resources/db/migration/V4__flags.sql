-- A flagged reply that nobody bettered is an example of its own kind: approved, it says what not to reply. It has no chosen reply.
alter table example drop constraint example_source_check;
alter table example add constraint example_source_check check (source in ('correction', 'flag', 'praise', 'domain'));
alter table example drop constraint example_check;
update example set source = 'flag' where source = 'correction' and chosen is null;
alter table example add constraint example_approved_check check (state <> 'approved'
  or (approved_at is not null and case when source = 'flag' then chosen is null and rejected is not null else chosen is not null end));
