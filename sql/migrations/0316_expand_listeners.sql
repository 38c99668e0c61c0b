-- expand: supervisors who listen to a customer's call, or speak on it (SP-16); docs/decisions/0063-more-than-two-on-a-call.md
SET LOCAL ROLE own_voice;
CREATE TABLE voice.listener (
	tenant bigint NOT NULL,
	call text NOT NULL,
	user_id bigint NOT NULL,
	mode text NOT NULL CHECK (mode IN ('listen', 'whisper', 'join')),
	since timestamptz NOT NULL,
	PRIMARY KEY (tenant, call, user_id),
	FOREIGN KEY (tenant, call) REFERENCES voice.call (tenant, call) ON DELETE CASCADE
);
