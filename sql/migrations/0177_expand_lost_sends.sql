-- expand: sends of which nobody knows what became, so that a receipt of an id that we never heard finds its text (SMS-31, SMS-32).
SET LOCAL ROLE own_sms;

-- A send that ended unknown. Leaves when a receipt is found to be its own, or after 30 days.
CREATE TABLE sms.send_lost (
	tenant bigint NOT NULL,
	message bigint NOT NULL,
	account bigint NOT NULL,
	number_hash bytea NOT NULL,
	conversation bigint NOT NULL,
	seq bigint NOT NULL,
	message_at timestamptz NOT NULL,
	segments smallint NOT NULL,
	at timestamptz NOT NULL,
	PRIMARY KEY (tenant, message)
);
CREATE INDEX send_lost_number ON sms.send_lost (account, number_hash);
CREATE INDEX send_lost_at ON sms.send_lost USING brin (at);

-- What a receipt without our reference says besides its id (SMPP): to whom, and how the text begins. Hashes: it is no place for
-- numbers and texts (rule 31).
ALTER TABLE sms.receipt_parked
	ADD COLUMN number_hash bytea, -- keyed, as opt-outs'
	ADD COLUMN said bytea, -- SHA-256 of "<provider id>:<the text's first characters>"
	ADD COLUMN said_n smallint; -- so many characters
CREATE INDEX receipt_parked_number ON sms.receipt_parked (account, number_hash) WHERE number_hash IS NOT NULL;
