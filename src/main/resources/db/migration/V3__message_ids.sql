-- The client's own id of a message: a message that is sent again after its conversation was read back is not answered twice.
alter table exchange add column message_id text;
