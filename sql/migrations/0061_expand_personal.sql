-- expand: personal data (AD-7, rule 31): erasures, what is erased, and how many days a tenant keeps what.
SET LOCAL ROLE own_presence;
-- Null: for ever (attempts: as long as hookd's configuration says).
ALTER TABLE directory.tenant
	ADD COLUMN transcript_days integer CONSTRAINT tenant_transcript_days CHECK (transcript_days BETWEEN 1 AND 36500),
	ADD COLUMN attempt_days integer CONSTRAINT tenant_attempt_days CHECK (attempt_days BETWEEN 1 AND 3650),
	ADD COLUMN audit_days integer CONSTRAINT tenant_audit_days CHECK (audit_days BETWEEN 90 AND 36500);

RESET ROLE;
SET LOCAL ROLE own_messaging;
ALTER TABLE messaging.customer ADD COLUMN erased_at timestamptz;
ALTER TABLE messaging.conversation ADD COLUMN erased_at timestamptz;
ALTER TABLE messaging.message ADD COLUMN erased_at timestamptz;
-- Closed ones alone: closing moves the row anyway, for it leaves conversation_open.
CREATE INDEX conversation_kept ON messaging.conversation (tenant, closed_at)
	WHERE closed_at IS NOT NULL AND erased_at IS NULL;

-- The customer's erasure, one a customer. What is left to do stands in it until it is done; afterwards
-- it holds no personal data: it is the list that is applied again after a restore.
CREATE SEQUENCE messaging.erasure_id;
CREATE TABLE messaging.erasure (
	tenant bigint NOT NULL,
	id bigint NOT NULL DEFAULT nextval('messaging.erasure_id'),
	customer bigint NOT NULL,
	asked_at timestamptz NOT NULL,
	asked_by bigint,                        -- user id; null: an API key, or an operator
	words text NOT NULL,                    -- what stands in the place of each text
	counts jsonb NOT NULL,
	conversations bigint[] NOT NULL,        -- those whose texts still stand
	numbers text[] NOT NULL,                -- whose raw calls still stand
	patterns text[] NOT NULL,               -- of answers to repeated commands (ops.commands_erase)
	raw_at timestamptz NOT NULL DEFAULT '-infinity', -- how far raw calls were looked at
	raw_id bigint NOT NULL DEFAULT 0,
	done_at timestamptz,
	version bigint NOT NULL DEFAULT 1,
	PRIMARY KEY (tenant, id),
	UNIQUE (tenant, customer)
);
CREATE INDEX erasure_due ON messaging.erasure (id) WHERE done_at IS NULL;
