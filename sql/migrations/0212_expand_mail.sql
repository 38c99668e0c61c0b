-- expand: e-mails that chatd still has to hand to the installation's relay (MS-9: links to transcripts). A row goes when its mail is
-- taken, or given up.
SET LOCAL ROLE own_messaging;
CREATE SEQUENCE messaging.mail_id;
CREATE TABLE messaging.mail (
	tenant bigint NOT NULL,
	id bigint NOT NULL DEFAULT nextval('messaging.mail_id'),
	conversation bigint NOT NULL,
	address text NOT NULL CHECK (length(address) BETWEEN 3 AND 254),
	title text NOT NULL,
	url text NOT NULL,
	tries integer NOT NULL DEFAULT 0,
	due_at timestamptz NOT NULL, -- of what is being handed over: when another may
	made_at timestamptz NOT NULL,
	PRIMARY KEY (tenant, id)
) WITH (fillfactor = 50);
CREATE INDEX mail_due ON messaging.mail (due_at);
CREATE INDEX mail_conversation ON messaging.mail (tenant, conversation);
