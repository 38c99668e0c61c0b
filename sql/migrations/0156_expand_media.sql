-- expand: files of texts that are still to be fetched from their carrier (SMS-9). Only what has to happen, or may again: a row
-- goes when its file is stored. What is shown stands in messaging.attachment, under the same id.
SET LOCAL ROLE own_sms;

CREATE DOMAIN sms.media_word AS text CHECK (VALUE IN ('wanted', 'fetching', 'failed'));

CREATE TABLE sms.media (
	tenant bigint NOT NULL,
	id bigint NOT NULL,
	conversation bigint NOT NULL,
	channel bigint NOT NULL,
	account bigint NOT NULL,
	url text NOT NULL CHECK (length(url) BETWEEN 1 AND 2000),
	state sms.media_word NOT NULL DEFAULT 'wanted',
	claim bigint NOT NULL DEFAULT 0, -- grows with each fetch: who fetched too long has lost it
	tries integer NOT NULL DEFAULT 0, -- since somebody last asked for it
	due_at timestamptz NOT NULL, -- of what is being fetched: when another may
	PRIMARY KEY (tenant, id)
) WITH (fillfactor = 50);
CREATE INDEX media_due ON sms.media (due_at) WHERE state <> 'failed';
CREATE INDEX media_conversation ON sms.media (tenant, conversation);
