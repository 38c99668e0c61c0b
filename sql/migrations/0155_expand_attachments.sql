-- expand: files that came with a message, and the store of their bytes (SMS-9; rule 29): chunks of 256 KiB, once by
-- content and tenant, in the same commit as the row that shows them.
SET LOCAL ROLE own_messaging;

CREATE DOMAIN messaging.attachment_word AS text CHECK (VALUE IN ('wanted', 'stored', 'failed'));

-- Never across tenants: a hash would tell that another has the file.
CREATE SEQUENCE messaging.file_id;
CREATE TABLE messaging.file (
	tenant bigint NOT NULL,
	id bigint NOT NULL DEFAULT nextval('messaging.file_id'),
	sha256 bytea NOT NULL CHECK (length(sha256) = 32),
	bytes bigint NOT NULL CHECK (bytes > 0),
	at timestamptz NOT NULL,
	PRIMARY KEY (tenant, id),
	UNIQUE (tenant, sha256)
);
CREATE TABLE messaging.file_chunk (
	tenant bigint NOT NULL,
	file bigint NOT NULL,
	n integer NOT NULL,
	bytes bytea NOT NULL CHECK (length(bytes) BETWEEN 1 AND 262144),
	PRIMARY KEY (tenant, file, n),
	FOREIGN KEY (tenant, file) REFERENCES messaging.file ON DELETE CASCADE
);
-- Pictures are compressed already.
ALTER TABLE messaging.file_chunk ALTER COLUMN bytes SET STORAGE EXTERNAL;

CREATE SEQUENCE messaging.attachment_id;
CREATE TABLE messaging.attachment (
	tenant bigint NOT NULL,
	id bigint NOT NULL DEFAULT nextval('messaging.attachment_id'),
	conversation bigint NOT NULL,
	seq bigint NOT NULL,
	message bigint NOT NULL,
	message_at timestamptz NOT NULL,
	position smallint NOT NULL,
	state messaging.attachment_word NOT NULL,
	reason text, -- of what failed, in words
	type text, -- by the file's content
	file bigint,
	PRIMARY KEY (tenant, id),
	FOREIGN KEY (tenant, file) REFERENCES messaging.file,
	CHECK ((state = 'stored') = (file IS NOT NULL AND type IS NOT NULL)),
	CHECK ((state = 'failed') = (reason IS NOT NULL))
);
CREATE INDEX attachment_message ON messaging.attachment (tenant, message, position);
CREATE INDEX attachment_conversation ON messaging.attachment (tenant, conversation, id);
CREATE INDEX attachment_file ON messaging.attachment (tenant, file) WHERE file IS NOT NULL;

-- How many came with it; null: none, so that no other message is asked for them.
ALTER TABLE messaging.message ADD COLUMN attachments smallint;
