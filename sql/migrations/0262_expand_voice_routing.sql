-- expand: voice as a medium of routing (SP-10): an agent's call beside their chats, how a voice queue sounds, conversations
-- of calls, and the calls that customers are in. Rules: consistency.md 1, 5, 10, 24.
SET LOCAL ROLE own_routing;

-- One call at a time (20-routing, Eligibility); beside chats only for who blends.
CREATE DOMAIN routing.calls_held AS smallint CHECK (VALUE BETWEEN 0 AND 1);
ALTER TABLE routing.agent ADD COLUMN voice_count routing.calls_held NOT NULL DEFAULT 0;

-- How a voice queue sounds. A queue of chats has none of it: these stand as they are.
ALTER TABLE routing.queue
	ADD COLUMN announce_position boolean NOT NULL DEFAULT true,
	ADD COLUMN announce_wait boolean NOT NULL DEFAULT true,
	ADD COLUMN announce_every_s integer NOT NULL DEFAULT 45 CHECK (announce_every_s BETWEEN 15 AND 600),
	ADD COLUMN record boolean NOT NULL DEFAULT false,         -- SP-15
	ADD COLUMN answer_at_entry boolean NOT NULL DEFAULT true, -- else the caller hears it as early media, unbilled
	ADD CONSTRAINT queue_sound_is_voice CHECK (medium = 'voice' OR announce_position AND announce_wait AND announce_every_s = 45
		AND NOT record AND answer_at_entry);

-- Open interactions that are calls: few, and looked through for those whose call is gone (RT-14).
CREATE INDEX interaction_call ON routing.interaction (tenant, id) WHERE medium = 'voice' AND state <> 'ended';

RESET ROLE;
SET LOCAL ROLE own_messaging;

-- Each call is a conversation of its own, also two at once from one number.
ALTER TABLE messaging.conversation ADD COLUMN call text;
CREATE UNIQUE INDEX conversation_open_one ON messaging.conversation (tenant, channel, number, call) NULLS NOT DISTINCT
	WHERE state = 'open';
DROP INDEX messaging.conversation_open;

RESET ROLE;
GRANT USAGE ON SCHEMA voice TO own_routing;
SET LOCAL ROLE own_voice;

-- A customer's call for a queue. What it is now follows from here and from its interaction (routing.call_json): who stores
-- 'talking' is the phone that was picked up; `offer` is the one that it was picked up for.
CREATE TABLE voice.call (
	tenant bigint NOT NULL,
	call text NOT NULL CHECK (length(call) BETWEEN 1 AND 128), -- as its daemon calls it
	interaction bigint NOT NULL,
	conversation bigint NOT NULL,
	channel bigint NOT NULL,
	epoch bigint NOT NULL,                                     -- the run of the daemon that has it (voice.run)
	number text,                                               -- of the caller; null: withheld, or the call is over
	shown text NOT NULL DEFAULT '' CHECK (length(shown) <= 80),
	state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'ringing', 'talking', 'held', 'over')),
	since timestamptz NOT NULL,                                -- of this state
	held_by text CHECK (held_by IN ('agent', 'phone')),
	offer bigint,
	by text CHECK (by IN ('caller', 'agent', 'agent_phone', 'system')),
	cause text CHECK (length(cause) BETWEEN 1 AND 64),
	began_at timestamptz NOT NULL,
	answered_at timestamptz,
	ended_at timestamptz,
	PRIMARY KEY (tenant, call),
	CHECK ((state = 'held') = (held_by IS NOT NULL)),
	CHECK ((state = 'over') = (ended_at IS NOT NULL))
) WITH (fillfactor = 50);
CREATE UNIQUE INDEX call_interaction ON voice.call (tenant, interaction);
CREATE INDEX call_epoch ON voice.call (epoch, tenant, call) WHERE state <> 'over';
CREATE INDEX call_over ON voice.call (ended_at) WHERE state = 'over';
