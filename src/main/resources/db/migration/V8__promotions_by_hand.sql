-- A version that no run of the loop made can become champion: because the gate accepted it, or because somebody said so and why.
alter table promotion add column reason text;
alter table promotion drop constraint promotion_kind_check;
alter table promotion add constraint promotion_kind_check check (kind in ('base', 'run', 'rollback', 'gate', 'forced'));
