-- expand: schema messaging: customers, conversations, messages, transcripts, cases.
-- Rules: consistency.md 1, 5, 16, 18, 24, 25, 31; requirements SMS-5 to SMS-7, SMS-16.

SET LOCAL ROLE own_messaging;

-- Domains, no CHECKs, on hot tables: see 0011.
CREATE DOMAIN messaging.conversation_word AS text CHECK (VALUE IN ('open', 'closed'));
CREATE DOMAIN messaging.direction_word AS text CHECK (VALUE IN ('in', 'out', 'system'));
CREATE DOMAIN messaging.client_id_text AS text CHECK (length(VALUE) BETWEEN 1 AND 64);

CREATE SEQUENCE messaging.customer_id;
CREATE TABLE messaging.customer (
	tenant bigint NOT NULL,
	id bigint NOT NULL DEFAULT nextval('messaging.customer_id'),
	name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
	language text,
	notes text NOT NULL DEFAULT '' CHECK (length(notes) <= 8000),
	created_at timestamptz NOT NULL,
	version bigint NOT NULL DEFAULT 1,
	PRIMARY KEY (tenant, id)
);

-- A number may belong to several customers: then the agent chooses (SMS-6).
CREATE TABLE messaging.customer_number (
	tenant bigint NOT NULL,
	number text NOT NULL,
	customer bigint NOT NULL,
	PRIMARY KEY (tenant, number, customer),
	FOREIGN KEY (tenant, customer) REFERENCES messaging.customer ON DELETE CASCADE
);
CREATE INDEX customer_number_customer ON messaging.customer_number (tenant, customer);

-- version rises when it opens, closes, is linked to a customer or its opt-out changes; a new
-- message does not raise it (the message has its own event and the conversation's sequence).
CREATE SEQUENCE messaging.conversation_id;
CREATE TABLE messaging.conversation (
	tenant bigint NOT NULL,
	id bigint NOT NULL DEFAULT nextval('messaging.conversation_id'),
	kind text NOT NULL DEFAULT 'sms',
	channel bigint NOT NULL,
	number text NOT NULL,
	number_hash bytea,
	customer bigint,
	state messaging.conversation_word NOT NULL DEFAULT 'open',
	last_seq bigint NOT NULL DEFAULT 0,          -- append and append_to alone raise these two: no
	last_customer_seq bigint NOT NULL DEFAULT 0, -- CHECK that the second is not above the first
	last_customer_at timestamptz,
	last_at timestamptz NOT NULL,
	interaction bigint,
	case_id bigint,
	opened_at timestamptz NOT NULL,
	closed_at timestamptz,
	version bigint NOT NULL DEFAULT 1,
	PRIMARY KEY (tenant, id)
) WITH (fillfactor = 50);
-- SMS-5: never a second open conversation for the same channel and customer number.
CREATE UNIQUE INDEX conversation_open ON messaging.conversation (tenant, channel, number)
	WHERE state = 'open';
CREATE INDEX conversation_number ON messaging.conversation (tenant, number, id);
CREATE INDEX conversation_customer ON messaging.conversation (tenant, customer, id)
	WHERE customer IS NOT NULL;

-- (conversation, seq) is unique by the conversation's key and row (rule 25).
CREATE SEQUENCE messaging.message_id;
CREATE TABLE messaging.message (
	tenant bigint NOT NULL,
	id bigint NOT NULL DEFAULT nextval('messaging.message_id'),
	conversation bigint NOT NULL,
	seq bigint NOT NULL,
	at timestamptz NOT NULL,
	direction messaging.direction_word NOT NULL,
	author bigint,
	text text NOT NULL,
	salt uuid NOT NULL DEFAULT gen_random_uuid(),
	client_id text,
	delivery text,
	delivery_reason text,
	carrier_code text,
	encoding text,
	segments smallint,
	version bigint NOT NULL DEFAULT 1,
	PRIMARY KEY (tenant, conversation, seq, at)
) PARTITION BY RANGE (at) ;
CREATE INDEX message_by_id ON messaging.message (id);

-- The page's own id of a message, kept 30 days: a repeat answers the first.
CREATE TABLE messaging.client_message (
	tenant bigint NOT NULL,
	conversation bigint NOT NULL,
	client_id messaging.client_id_text NOT NULL,
	message bigint NOT NULL,
	at timestamptz NOT NULL,
	PRIMARY KEY (tenant, conversation, client_id)
);
CREATE INDEX client_message_at ON messaging.client_message USING brin (at);

-- SMS-16: the one table of allowed steps. Ranks: held 0.5 < queued 1 < sending 2 < sent 3 <
-- ends 4 < delivered 5; unknown replaces only sending and is replaced by any but held.
CREATE TABLE messaging.delivery_state (
	state text PRIMARY KEY,
	rank numeric NOT NULL
);
INSERT INTO messaging.delivery_state (state, rank) VALUES
	('held', 0.5), ('queued', 1), ('sending', 2), ('sent', 3), ('undelivered', 4), ('failed', 4),
	('expired', 4), ('rejected', 4), ('blocked', 4), ('delivered', 5), ('unknown', 0);
CREATE TABLE messaging.delivery_step (
	former text NOT NULL REFERENCES messaging.delivery_state,
	next text NOT NULL REFERENCES messaging.delivery_state,
	PRIMARY KEY (former, next)
);
INSERT INTO messaging.delivery_step (former, next)
	SELECT f.state, n.state
	FROM messaging.delivery_state f CROSS JOIN messaging.delivery_state n
	WHERE f.state <> n.state AND CASE
		WHEN n.state = 'unknown' THEN f.state = 'sending'
		WHEN f.state = 'unknown' THEN n.state <> 'held'
		ELSE f.rank < n.rank END;

-- Case numbers come from one sequence over all tenants, so that no row is shared by a tenant's
-- traffic (rule 23); a tenant's own numbers rise but have holes.
CREATE SEQUENCE messaging.case_id;
CREATE SEQUENCE messaging.case_number START 1001;
CREATE TABLE messaging.case_ (
	tenant bigint NOT NULL,
	id bigint NOT NULL DEFAULT nextval('messaging.case_id'),
	number text NOT NULL,
	customer bigint,
	customer_number text, -- the number it hangs on while no customer is known
	title text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
	state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'closed')),
	created_at timestamptz NOT NULL,
	created_by bigint,
	closed_at timestamptz,
	version bigint NOT NULL DEFAULT 1,
	PRIMARY KEY (tenant, id),
	UNIQUE (tenant, number),
	CHECK (customer IS NOT NULL OR customer_number IS NOT NULL)
);
CREATE INDEX case_customer ON messaging.case_ (tenant, customer, id);
CREATE INDEX case_customer_number ON messaging.case_ (tenant, customer_number, id)
	WHERE customer IS NULL;

CREATE TABLE messaging.case_interaction (
	tenant bigint NOT NULL,
	case_id bigint NOT NULL,
	interaction bigint NOT NULL,
	PRIMARY KEY (tenant, interaction),
	FOREIGN KEY (tenant, case_id) REFERENCES messaging.case_
);
CREATE INDEX case_interaction_case ON messaging.case_interaction (tenant, case_id, interaction);

-- Rule 31: the list of messages with a salted SHA-256 each; id is the interaction's.
CREATE TABLE messaging.transcript (
	tenant bigint NOT NULL,
	id bigint NOT NULL,
	conversation bigint NOT NULL,
	first_seq bigint NOT NULL,
	last_seq bigint NOT NULL,
	opened_at timestamptz NOT NULL,
	closed_at timestamptz NOT NULL,
	closed_by bigint,
	case_id bigint NOT NULL,
	customer bigint,
	messages jsonb NOT NULL, -- [{"message","seq","sha256"}]
	PRIMARY KEY (tenant, id)
);
CREATE INDEX transcript_case ON messaging.transcript (tenant, case_id);

-- A transcript is saved unchanged: its case and customer may be linked anew, the record not.
CREATE FUNCTION messaging.transcript_keep() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF TG_OP <> 'UPDATE'
		OR to_jsonb(NEW) - 'case_id' - 'customer' IS DISTINCT FROM to_jsonb(OLD) - 'case_id' - 'customer' THEN
		RAISE EXCEPTION 'a transcript is never changed';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER transcript_keep BEFORE UPDATE OR DELETE ON messaging.transcript
	FOR EACH ROW EXECUTE FUNCTION messaging.transcript_keep();
CREATE TRIGGER transcript_keep_all BEFORE TRUNCATE ON messaging.transcript
	FOR EACH STATEMENT EXECUTE FUNCTION messaging.transcript_keep();
