-- expand: indexes for the order of interactions by their end (decision 120). What writes the table waits for three scans, which are past_fill and erasures; reads do not.
SET LOCAL ROLE own_routing;
CREATE INDEX past_ended ON routing.past (tenant, ended_at, interaction);
CREATE INDEX past_queue_ended ON routing.past (tenant, queue, ended_at, interaction);
CREATE INDEX past_agent_ended ON routing.past (tenant, agent, ended_at, interaction);
