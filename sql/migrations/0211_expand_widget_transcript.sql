-- expand: links to a web chat's transcript (MS-9): each is a random token that ends by itself; the database keeps its hash.
SET LOCAL ROLE own_messaging;
CREATE TABLE messaging.transcript_link (
	tenant bigint NOT NULL,
	token_hash bytea NOT NULL CHECK (length(token_hash) = 32),
	conversation bigint NOT NULL,
	made_at timestamptz NOT NULL,
	expires_at timestamptz NOT NULL,
	PRIMARY KEY (tenant, token_hash)
);
CREATE UNIQUE INDEX transcript_link_token ON messaging.transcript_link (token_hash);
CREATE INDEX transcript_link_conversation ON messaging.transcript_link (tenant, conversation);
CREATE INDEX transcript_link_expires ON messaging.transcript_link (expires_at);
