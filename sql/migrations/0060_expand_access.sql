-- expand: how long a password must be, and from where a session was opened.
SET LOCAL ROLE own_presence;

ALTER TABLE directory.tenant
	ADD COLUMN password_min smallint NOT NULL DEFAULT 10
		CONSTRAINT tenant_password_min CHECK (password_min BETWEEN 8 AND 64);
ALTER TABLE presence.session ADD COLUMN source text CONSTRAINT session_source CHECK (length(source) <= 64);
