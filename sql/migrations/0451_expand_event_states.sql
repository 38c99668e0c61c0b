-- expand: what an event's entity was at its version (issue 15, D7), and opt-outs as events.
SET LOCAL ROLE own_ops;
-- The part of the entity's state that later versions change: ids, states and times, no personal text (rule 31), which is read at
-- delivery. Null: nothing of it can change, or the event is of an earlier release.
ALTER TABLE ops.event ADD COLUMN state jsonb;

RESET ROLE;
SET LOCAL ROLE own_sms;
-- An entry's number, by which its event names it. Those of earlier releases have none.
CREATE SEQUENCE sms.opt_out_entry_id;
ALTER TABLE sms.opt_out_entry ADD COLUMN id bigint;
ALTER TABLE sms.opt_out_entry ALTER COLUMN id SET DEFAULT nextval('sms.opt_out_entry_id');
CREATE UNIQUE INDEX opt_out_entry_one ON sms.opt_out_entry (tenant, id);
