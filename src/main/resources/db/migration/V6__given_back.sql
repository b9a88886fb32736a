-- A run that ended without a verdict has learned nothing: its examples wait for the next one. Of those that have ended before, later runs have learned them.
alter table run add column given_back boolean not null default false;
update run set given_back = true where finished_at is not null;
create index run_to_give_back on run (line) where state in ('failed', 'cancelled') and not given_back;
