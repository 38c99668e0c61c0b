-- expand: what a page found when it last looked whether it can be a phone (SP-18): one row an account.
SET LOCAL ROLE own_voice;
CREATE TABLE voice.phone_check (
	tenant bigint NOT NULL,
	owner bigint NOT NULL,
	side voice.side NOT NULL,
	at timestamptz NOT NULL,
	agent text NOT NULL CHECK (length(agent) <= 300), -- User-Agent
	browser text NOT NULL,                   -- each: good, untested, or a problem of voice.check_problems
	microphone text NOT NULL,
	socket text NOT NULL,
	media text NOT NULL,
	socket_ms integer CHECK (socket_ms BETWEEN 0 AND 60000),
	round_trip_ms integer CHECK (round_trip_ms BETWEEN 0 AND 60000),
	jitter_ms integer CHECK (jitter_ms BETWEEN 0 AND 60000),
	loss_percent integer CHECK (loss_percent BETWEEN 0 AND 100),
	PRIMARY KEY (tenant, owner, side)
);
