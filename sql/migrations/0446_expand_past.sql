-- expand: what has ended, as it is looked for (issue 15, D2).
SET LOCAL ROLE own_routing;

-- One row for each interaction that has ended, for filters and search: so that the hot table needs none of these indexes.
-- Made anew from the interaction and its messages by past_fill: nothing stands here alone.
CREATE TABLE routing.past (
	tenant bigint NOT NULL,
	interaction bigint NOT NULL,
	started_at timestamptz NOT NULL,
	channel bigint NOT NULL,
	queue bigint,
	agent bigint,       -- who had it at its end
	case_id bigint,
	disposition bigint,
	words tsvector NOT NULL, -- of its texts and its note, and its number (past_words)
	PRIMARY KEY (tenant, interaction)
);
CREATE INDEX past_started ON routing.past (tenant, started_at, interaction);
CREATE INDEX past_channel ON routing.past (tenant, channel, interaction);
CREATE INDEX past_queue ON routing.past (tenant, queue, interaction);
CREATE INDEX past_agent ON routing.past (tenant, agent, interaction);
CREATE INDEX past_case ON routing.past (tenant, case_id, interaction);
CREATE INDEX past_disposition ON routing.past (tenant, disposition, interaction) WHERE disposition IS NOT NULL;
CREATE INDEX past_words ON routing.past USING gin (words);

-- Whose row is to be made anew.
CREATE TABLE routing.past_due (
	tenant bigint NOT NULL,
	interaction bigint NOT NULL,
	PRIMARY KEY (tenant, interaction)
);

-- How far the feed is taken into past_due, and up to which interaction all that there were are. past_tenant null: all are; 0: all are due again.
ALTER TABLE routing.report_progress
	ADD COLUMN past_pos bigint NOT NULL DEFAULT 0,
	ADD COLUMN past_tenant bigint DEFAULT 0,
	ADD COLUMN past_interaction bigint NOT NULL DEFAULT 0;

-- What has happened by now is found in the interactions themselves.
RESET ROLE;
UPDATE routing.report_progress SET past_pos = (SELECT COALESCE(max(f.pos), 0) FROM ops.feed AS f);
