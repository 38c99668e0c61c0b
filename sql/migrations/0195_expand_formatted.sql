-- expand: files that users send, images of formatted text (MS-3, MS-4; rule 29), their avatars (CT-11).
SET LOCAL ROLE own_messaging;

-- How many came with it, so that no other message is asked for them; null: none.
ALTER TABLE messaging.message ADD COLUMN files smallint;

CREATE DOMAIN messaging.upload_word AS text CHECK (VALUE IN ('pending', 'scanning', 'stored', 'refused'));

-- What a user gave and may attach to one message: its bytes are a messaging.file, once by content and tenant. Who attached nothing
-- within a day has lost it.
CREATE SEQUENCE messaging.upload_id;
CREATE TABLE messaging.upload (
	tenant bigint NOT NULL,
	id bigint NOT NULL DEFAULT nextval('messaging.upload_id'),
	user_id bigint NOT NULL,
	side text NOT NULL CHECK (side IN ('agent', 'work')),
	purpose text NOT NULL CHECK (purpose IN ('file', 'inline_image')),
	name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
	bytes bigint NOT NULL CHECK (bytes > 0), -- as declared, then as it is
	state messaging.upload_word NOT NULL,
	reason text, -- of what is refused
	type text, -- by its content
	file bigint,
	conversation bigint, -- with the next three: the message that it came with
	message bigint,
	message_at timestamptz,
	position smallint,
	at timestamptz NOT NULL,
	tries integer NOT NULL DEFAULT 0, -- of its scan
	due_at timestamptz, -- of the next try
	PRIMARY KEY (tenant, id),
	FOREIGN KEY (tenant, file) REFERENCES messaging.file,
	CHECK ((state IN ('stored', 'scanning')) = (file IS NOT NULL)),
	CHECK ((state = 'refused') = (reason IS NOT NULL)),
	CHECK ((message IS NULL) = (conversation IS NULL) AND (message IS NULL) = (message_at IS NULL))
);
CREATE INDEX upload_message ON messaging.upload (tenant, message, position) WHERE message IS NOT NULL;
CREATE INDEX upload_conversation ON messaging.upload (tenant, conversation, id) WHERE conversation IS NOT NULL;
CREATE INDEX upload_file ON messaging.upload (tenant, file) WHERE file IS NOT NULL;
CREATE INDEX upload_user ON messaging.upload (tenant, user_id) WHERE message IS NULL;
CREATE INDEX upload_orphan ON messaging.upload (at) WHERE message IS NULL;
CREATE INDEX upload_scan ON messaging.upload (due_at) WHERE state = 'scanning';

-- The bytes while they come: parts of 256 KiB, the last one shorter.
CREATE TABLE messaging.upload_part (
	tenant bigint NOT NULL,
	upload bigint NOT NULL,
	n integer NOT NULL,
	bytes bytea NOT NULL CHECK (length(bytes) BETWEEN 1 AND 262144),
	PRIMARY KEY (tenant, upload, n),
	FOREIGN KEY (tenant, upload) REFERENCES messaging.upload ON DELETE CASCADE
);
ALTER TABLE messaging.upload_part ALTER COLUMN bytes SET STORAGE EXTERNAL;

-- A user's image in each size, written anew by us.
CREATE TABLE messaging.avatar (
	tenant bigint NOT NULL,
	user_id bigint NOT NULL,
	size smallint NOT NULL CHECK (size IN (64, 256)),
	type text NOT NULL,
	bytes bytea NOT NULL CHECK (length(bytes) BETWEEN 1 AND 262144),
	version bigint NOT NULL,
	PRIMARY KEY (tenant, user_id, size)
);
