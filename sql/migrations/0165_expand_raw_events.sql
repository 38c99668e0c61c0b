-- expand: what is needed to take a kept call again (SMS-33), and to list receipts that found no message.
SET LOCAL ROLE own_sms;

ALTER TABLE sms.raw_inbound
	ADD COLUMN said text,                  -- by its address: inbound, receipt; null: kept by a former release
	ADD COLUMN json boolean,               -- null: likewise
	ADD COLUMN ref text,                   -- our own reference in its address
	ADD COLUMN reprocessed_at timestamptz;
CREATE INDEX receipt_parked_account ON sms.receipt_parked (account, id);
