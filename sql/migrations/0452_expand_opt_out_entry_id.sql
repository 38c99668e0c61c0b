-- expand: opt-outs as events (issue 15, D7).
SET LOCAL ROLE own_sms;
-- An entry's number, by which its event names it. Those of earlier releases have none, so the index takes in no row: one look through the ledger.
CREATE SEQUENCE sms.opt_out_entry_id;
ALTER TABLE sms.opt_out_entry ADD COLUMN id bigint;
ALTER TABLE sms.opt_out_entry ALTER COLUMN id SET DEFAULT nextval('sms.opt_out_entry_id');
CREATE UNIQUE INDEX opt_out_entry_one ON sms.opt_out_entry (tenant, id) WHERE id IS NOT NULL;
