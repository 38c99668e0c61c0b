-- expand: what reports are made from: an interaction's history, figures by quarter of an hour, how far they
-- have come. Rules: consistency.md 3, 23, 25, 26; 75-metrics.md; docs/decisions/0014-reports.md.
SET LOCAL ROLE own_routing;

-- What history_keep remembers of an interaction, so that each line of history tells by itself what it counts for.
ALTER TABLE routing.interaction
	ADD COLUMN state_at timestamptz,              -- since when state, queue, agent and offer are as they are
	ADD COLUMN queued_at timestamptz,             -- when it entered its queue: its stay there began
	ADD COLUMN answered_at timestamptz,           -- when an agent first took it in this stay
	ADD COLUMN held_at timestamptz,               -- when its agent took it
	ADD COLUMN talk_ms bigint NOT NULL DEFAULT 0, -- of this stay, without what still goes on
	ADD COLUMN wrap_ms bigint NOT NULL DEFAULT 0;

-- One line for each change of state, queue, agent or offer; nothing changes it. `at` is the batch's time and
-- version the interaction's: both are the event's. was_…: what ended at `moment`, and had begun at was_at.
-- queued_at, answered_at, held_at, talk_ms, wrap_ms are those of the stay that it leaves or stays in, this
-- line's span included. target_ms, short_ms: the queue's limits, where the line decides a wait.
CREATE TABLE routing.history (
	tenant bigint NOT NULL,
	interaction bigint NOT NULL,
	at timestamptz NOT NULL,
	version bigint NOT NULL,
	moment timestamptz NOT NULL,
	channel bigint NOT NULL,
	was_state text,
	was_queue bigint,
	was_agent bigint,
	was_offer bigint,
	was_at timestamptz,
	state text NOT NULL,
	queue bigint,
	agent bigint,
	queued_at timestamptz,
	answered_at timestamptz,
	held_at timestamptz,
	talk_ms bigint NOT NULL,
	wrap_ms bigint NOT NULL,
	outcome text,
	target_ms integer,
	short_ms integer,
	PRIMARY KEY (tenant, interaction, at, version)
) PARTITION BY RANGE (at);
CREATE INDEX history_at ON routing.history USING brin (at) WITH (pages_per_range = 16);

-- Its body stands in functions/routing/history_keep.sql. A trigger, for it is the one place that no way of
-- changing an interaction goes around.
CREATE FUNCTION routing.history_keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER history_keep BEFORE UPDATE ON routing.interaction FOR EACH ROW
	WHEN (OLD.state <> NEW.state OR OLD.queue IS DISTINCT FROM NEW.queue OR OLD.agent IS DISTINCT FROM NEW.agent
		OR OLD.offer IS DISTINCT FROM NEW.offer)
	EXECUTE FUNCTION routing.history_keep();
CREATE TRIGGER history_begin BEFORE INSERT ON routing.interaction FOR EACH ROW
	WHEN (NEW.queue IS NOT NULL OR NEW.agent IS NOT NULL)
	EXECUTE FUNCTION routing.history_keep();

-- ---- figures: integers by quarter of an hour, UTC ----

-- Volume and waits, by the quarter in which the interaction entered the queue (75-metrics.md).
CREATE TABLE routing.queue_interval (
	tenant bigint NOT NULL,
	queue bigint NOT NULL,
	channel bigint NOT NULL,
	at timestamptz NOT NULL,
	offered bigint NOT NULL,            -- OFF
	answered bigint NOT NULL,           -- ANS
	answered_in_time bigint NOT NULL,   -- ANS_T
	abandoned bigint NOT NULL,          -- ABN
	abandoned_in_time bigint NOT NULL,  -- ABN_T
	abandoned_short bigint NOT NULL,    -- ABN_S
	left_otherwise bigint NOT NULL,     -- OUT
	answer_wait_ms bigint NOT NULL,
	abandon_wait_ms bigint NOT NULL,
	handled bigint NOT NULL,            -- answered, and over or gone to another queue
	talk_ms bigint NOT NULL,            -- of the handled
	wrap_ms bigint NOT NULL,
	PRIMARY KEY (tenant, at, queue, channel)
) PARTITION BY RANGE (at);

-- Agents' time and work, by the quarter in which it happened; stored when the quarter is complete.
CREATE TABLE routing.agent_interval (
	tenant bigint NOT NULL,
	agent bigint NOT NULL,
	at timestamptz NOT NULL,
	group_id bigint,                    -- the agent's at that time
	logged_in_ms bigint NOT NULL,
	break_ms bigint NOT NULL,
	offline_ms bigint NOT NULL,
	handling_ms bigint NOT NULL,        -- union of talk, wrap-up and ringing of accepted offers, breaks excluded
	idle_ms bigint NOT NULL,            -- Available, and none of these
	talk_ms bigint NOT NULL,            -- sum over conversations
	talk_union_ms bigint NOT NULL,      -- the clock's time of them
	wrap_ms bigint NOT NULL,
	handled bigint NOT NULL,            -- given back, passed on or ended, wrap-up included
	handle_ms bigint NOT NULL,          -- their whole time with this agent
	accepted bigint NOT NULL,
	rejected bigint NOT NULL,
	missed bigint NOT NULL,
	withdrawn bigint NOT NULL,
	PRIMARY KEY (tenant, at, agent)
) PARTITION BY RANGE (at);

-- Time by status and code. code 0: none.
CREATE TABLE routing.status_interval (
	tenant bigint NOT NULL,
	agent bigint NOT NULL,
	at timestamptz NOT NULL,
	status text NOT NULL,
	code bigint NOT NULL,
	ms bigint NOT NULL,
	PRIMARY KEY (tenant, at, agent, status, code)
) PARTITION BY RANGE (at);

-- How far the figures have come: the feed's position that is in queue_interval, and until when agents' quarters
-- are stored. skipped: positions that the feed had forgotten before they were counted; must be 0.
CREATE TABLE routing.report_progress (
	one boolean PRIMARY KEY DEFAULT true CHECK (one),
	pos bigint NOT NULL DEFAULT 0,
	closed_to timestamptz,
	skipped bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 50);
INSERT INTO routing.report_progress DEFAULT VALUES;

-- ---- what a queue promises ----
ALTER TABLE routing.queue
	ADD COLUMN service_ms integer NOT NULL DEFAULT 20000 CHECK (service_ms BETWEEN 1000 AND 86400000),    -- T
	ADD COLUMN service_target integer CHECK (service_target BETWEEN 1 AND 100),                         -- percent
	ADD COLUMN short_ms integer NOT NULL DEFAULT 5000 CHECK (short_ms BETWEEN 0 AND 60000);             -- S
