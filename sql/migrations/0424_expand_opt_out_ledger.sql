-- expand: a ledger of opt-outs: what each change came by (SMS-20).
SET LOCAL ROLE own_sms;
ALTER TABLE sms.opt_out DROP CONSTRAINT opt_out_source_check;
ALTER TABLE sms.opt_out ADD CONSTRAINT opt_out_source_check CHECK (source IN ('text', 'carrier', 'user', 'api_key')) NOT VALID;

-- Each change, for good: the proof of when a customer stopped, and by what. Only hashes of numbers, as in sms.opt_out, whose
-- `since` is the time of the last entry. What changed before this release has none.
CREATE TABLE sms.opt_out_entry (
	tenant bigint NOT NULL,
	channel bigint NOT NULL,
	number_hash bytea NOT NULL,
	at timestamptz NOT NULL,
	state text NOT NULL CHECK (state IN ('stopped', 'started')),
	source text NOT NULL CHECK (source IN ('text', 'carrier', 'user', 'api_key')),
	word text CHECK (length(word) <= 64), -- of a text, folded
	actor bigint, -- the user, the API key
	PRIMARY KEY (tenant, channel, number_hash, at),
	CHECK ((source IN ('user', 'api_key')) = (actor IS NOT NULL)),
	CHECK (word IS NULL OR source = 'text')
);
