-- expand: Work sessions at the instances of chatd, and what a device is called.
SET LOCAL ROLE own_presence;

ALTER TABLE presence.session ADD COLUMN device text CHECK (length(device) BETWEEN 1 AND 100);

-- A device: a Work session at one chatd instance (boot). Live while gone_at is null; else it is there
-- until then. A row goes when gone_at or the session's end has passed, or the session lives elsewhere.
CREATE TABLE presence.work_stream (
	tenant bigint NOT NULL,
	session bigint NOT NULL,
	boot bigint NOT NULL,
	user_id bigint NOT NULL,
	idle boolean NOT NULL DEFAULT false,     -- live, and nobody has touched it for a while
	since timestamptz NOT NULL,
	gone_at timestamptz,
	ends_at timestamptz NOT NULL,            -- the session's expires_at
	due_at timestamptz NOT NULL,             -- the earlier of gone_at and ends_at
	PRIMARY KEY (tenant, session, boot)
) WITH (fillfactor = 50);
CREATE INDEX work_stream_user ON presence.work_stream (tenant, user_id);
CREATE INDEX work_stream_boot ON presence.work_stream (boot) WHERE gone_at IS NULL;
CREATE INDEX work_stream_due ON presence.work_stream (due_at);
