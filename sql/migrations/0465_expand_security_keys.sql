-- expand: security keys and passkeys (WebAuthn) as second factors, beside authenticators' codes (decision 121).
SET LOCAL ROLE own_presence;

-- Who has registered one, or has begun to.
CREATE TABLE directory.security_key_holder (
	tenant bigint NOT NULL,
	user_id bigint NOT NULL,
	handle bytea NOT NULL CHECK (octet_length(handle) = 32), -- random: what keys know the user by
	PRIMARY KEY (tenant, user_id),
	FOREIGN KEY (tenant, user_id) REFERENCES directory.app_user ON DELETE CASCADE
);
CREATE TABLE directory.security_key (
	tenant bigint NOT NULL,
	id bigint GENERATED ALWAYS AS IDENTITY,
	user_id bigint NOT NULL,
	credential bytea NOT NULL CHECK (octet_length(credential) BETWEEN 1 AND 1023),
	public_key bytea NOT NULL CHECK (octet_length(public_key) BETWEEN 1 AND 2048), -- as COSE writes it
	sign_count bigint NOT NULL CHECK (sign_count BETWEEN 0 AND 4294967295),        -- 0: the key counts nothing
	transports text[] NOT NULL DEFAULT '{}' CHECK (cardinality(transports) <= 8),
	label text NOT NULL CHECK (length(label) BETWEEN 1 AND 60),
	made_at timestamptz NOT NULL,
	used_at timestamptz,
	PRIMARY KEY (tenant, id),
	CONSTRAINT security_key_once UNIQUE (tenant, user_id, credential),
	FOREIGN KEY (tenant, user_id) REFERENCES directory.security_key_holder ON DELETE CASCADE
);
-- Challenges that were answered: none is answered twice. Rows go with the user's next answer, once the challenge is too old anyway.
CREATE TABLE directory.security_key_challenge (
	tenant bigint NOT NULL,
	user_id bigint NOT NULL,
	challenge_sha256 bytea NOT NULL CHECK (octet_length(challenge_sha256) = 32),
	ends_at timestamptz NOT NULL,
	PRIMARY KEY (tenant, user_id, challenge_sha256),
	FOREIGN KEY (tenant, user_id) REFERENCES directory.security_key_holder ON DELETE CASCADE
);
