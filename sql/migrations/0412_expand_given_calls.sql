-- expand: who gave a call to the owner of a call log (CT-14, SP-12), and how many calls an account has missed since its log was looked at (SP-13).
SET LOCAL ROLE own_voice;
ALTER TABLE voice.call_log
	ADD COLUMN given text CONSTRAINT call_log_given CHECK (given IN ('consult', 'transfer')), -- consult: they were asked, and did not get the caller (yet); null: nobody gave it
	ADD COLUMN given_by bigint,                                                              -- the colleague
	ADD COLUMN missed_at timestamptz;                                                        -- since when it is known as missed; null: it is not, or was before this column
-- One row an account that has missed a call, or has looked at its log, since this table is there: what was missed before counts as seen.
CREATE TABLE voice.missed (
	tenant bigint NOT NULL,
	owner bigint NOT NULL,
	side voice.side NOT NULL,
	seen_at timestamptz NOT NULL,
	calls integer NOT NULL DEFAULT 0,        -- that were missed since; 100: so many or more
	version bigint NOT NULL DEFAULT 1,
	PRIMARY KEY (tenant, owner, side)
) WITH (fillfactor = 50);
