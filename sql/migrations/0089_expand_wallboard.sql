-- expand: what the wallboard reads, so that a look costs what it shows (75-metrics.md; docs/decisions/0021-figures.md).
SET LOCAL ROLE own_routing;
-- One thing's figures of a day, without everybody's.
CREATE INDEX queue_interval_queue ON routing.queue_interval (tenant, queue, at);
CREATE INDEX agent_interval_agent ON routing.agent_interval (tenant, agent, at);

-- Agents' quarters that are not complete yet, as they stood at report_live.at: counted every few seconds for all who look.
-- Made anew after a crash: nothing is lost with it.
CREATE UNLOGGED TABLE routing.agent_live (LIKE routing.agent_interval, PRIMARY KEY (tenant, agent, at));
-- Turns of customers that are open with an agent (next response); since_ms: the sum of their beginnings, as ms of the epoch.
CREATE UNLOGGED TABLE routing.queue_live (
	tenant bigint NOT NULL,
	queue bigint NOT NULL,
	turns bigint NOT NULL,
	since_ms bigint NOT NULL,
	PRIMARY KEY (tenant, queue)
);
CREATE UNLOGGED TABLE routing.report_live (
	tenant bigint PRIMARY KEY,
	at timestamptz NOT NULL,
	took interval NOT NULL
);
