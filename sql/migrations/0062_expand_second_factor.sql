-- expand: second factors (RFC 6238), recovery codes, which roles must have one.
SET LOCAL ROLE own_presence;

ALTER TABLE directory.tenant ADD COLUMN second_factor_roles text[] NOT NULL DEFAULT '{}'
	CONSTRAINT tenant_second_factor_roles CHECK (second_factor_roles <@ '{agent,supervisor,administrator}'
		AND array_position(second_factor_roles, NULL) IS NULL);

-- A user's authenticator; it counts from confirmed_at on.
CREATE TABLE directory.second_factor (
	tenant bigint NOT NULL,
	user_id bigint NOT NULL,
	secret bytea NOT NULL,                  -- ciphertext: key id, nonce, tag (rule 32)
	made_at timestamptz NOT NULL,
	confirmed_at timestamptz,
	last_step bigint NOT NULL DEFAULT 0,    -- a code is taken once: only a later one is
	misses integer NOT NULL DEFAULT 0,      -- wrong codes since the last right one
	missed_at timestamptz,
	PRIMARY KEY (tenant, user_id),
	FOREIGN KEY (tenant, user_id) REFERENCES directory.app_user ON DELETE CASCADE
);
CREATE TABLE directory.recovery_code (
	tenant bigint NOT NULL,
	user_id bigint NOT NULL,
	code_hash bytea NOT NULL,               -- sha256 of 80 random bits
	used_at timestamptz,
	PRIMARY KEY (tenant, user_id, code_hash),
	FOREIGN KEY (tenant, user_id) REFERENCES directory.second_factor ON DELETE CASCADE
);

-- Opened by somebody who must have a second factor and has none yet: it may set one up, nothing else.
ALTER TABLE presence.session ADD COLUMN enrolling boolean NOT NULL DEFAULT false;
