-- expand: the status of a Work user, and what others were told of a person last.
SET LOCAL ROLE own_presence;

-- What the user chose. A row whose `until` has passed counts as available without a message.
CREATE TABLE presence.work_status (
	tenant bigint NOT NULL,
	user_id bigint NOT NULL,
	status text NOT NULL CHECK (status IN ('available', 'dnd', 'busy', 'away', 'invisible')),
	message text CHECK (length(message) BETWEEN 1 AND 200),
	until timestamptz,
	since timestamptz NOT NULL,
	version bigint NOT NULL DEFAULT 1,
	PRIMARY KEY (tenant, user_id)
) WITH (fillfactor = 50);
CREATE INDEX work_status_until ON presence.work_status (until) WHERE until IS NOT NULL;

-- What others were told last: its version counts only what they can see, so that nothing shows what an
-- invisible user does. What is shown to somebody who asks is judged anew (presence.v_work).
CREATE TABLE presence.person (
	tenant bigint NOT NULL,
	user_id bigint NOT NULL,
	shown text CHECK (shown IN ('available', 'dnd', 'busy', 'away', 'offline')), -- null: no Work licence
	message text,
	until timestamptz,
	seen_at timestamptz,                     -- when they were last shown as anything but offline
	online boolean,                          -- the agent entry; null: no seat
	version bigint NOT NULL DEFAULT 1,
	PRIMARY KEY (tenant, user_id)
) WITH (fillfactor = 50);
