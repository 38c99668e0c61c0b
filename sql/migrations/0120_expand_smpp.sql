-- expand: carriers by SMPP: a message of n parts has n ids there, each with receipts of its own; inbound texts
-- without an id are known by a hash until the carrier knows that they were taken.
SET LOCAL ROLE own_sms;

-- The parts of a message that a carrier took as several, with what is known of each. Kept 30 days.
CREATE TABLE sms.sent_part (
	tenant bigint NOT NULL,
	message bigint NOT NULL,
	account bigint NOT NULL,
	provider_id text NOT NULL,
	state text NOT NULL DEFAULT 'sent',
	at timestamptz NOT NULL,
	PRIMARY KEY (tenant, message, account, provider_id)
) WITH (fillfactor = 80);
CREATE INDEX sent_part_at ON sms.sent_part USING brin (at);

-- Few at a time: they leave within seconds (sms.seen_release).
CREATE INDEX provider_seen_smpp ON sms.provider_seen (account, at) WHERE provider_id LIKE 'smpp:%';
