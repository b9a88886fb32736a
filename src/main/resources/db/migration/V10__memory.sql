-- The memory of chat servers follows what is approved, as events on Kafka. What they have not been told yet is noted in the transaction that changes it,
-- whoever makes the change, so that none is lost.
alter table example add column recalled text;                           -- the correction that was said in place of the rejected reply
alter table example add column trusted boolean not null default false; -- its giver's word counts without a reviewer
create index example_recalled on example (recalled, said_at) where recalled is not null;

create table untold (
  number     bigint generated always as identity primary key,
  example_id text not null);               -- no reference: an example that is gone has to be told, too

create function note_untold() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    insert into untold (example_id) select id from unnest(array[old.id, old.recalled]) id where id is not null;
    return null;
  end if;
  if new.source in ('correction', 'praise') and (new.state = 'approved' or tg_op = 'UPDATE' and old.state = 'approved') then
    insert into untold (example_id) values (new.id);
  end if;
  if new.recalled is not null then         -- what is said of a recalled reply changes where the correction holds
    insert into untold (example_id) values (new.recalled);
  end if;
  return null;
end $$;

create trigger example_inserted after insert on example for each row
  when (new.source <> 'domain') execute function note_untold();
create trigger example_deleted after delete on example for each row
  when (old.source <> 'domain') execute function note_untold();
create trigger example_updated after update on example for each row
  when ((old.source, old.state, old.prompt, old.chosen, old.rejected, old.contributor, old.recalled, old.trusted)
    is distinct from (new.source, new.state, new.prompt, new.chosen, new.rejected, new.contributor, new.recalled, new.trusted)
    and new.source <> 'domain')
  execute function note_untold();
