-- expand: indexes for the orders of lists: interactions by their end, cases by their last change, transcripts by their beginning (issue 15, D1; decision 120).
SET LOCAL ROLE own_routing;

-- Only past_fill writes this table. Null: the row is older than this column; past_fill makes it anew.
ALTER TABLE routing.past ADD COLUMN ended_at timestamptz;
CREATE INDEX past_ended ON routing.past (tenant, ended_at, interaction);
CREATE INDEX past_queue_ended ON routing.past (tenant, queue, ended_at, interaction);
CREATE INDEX past_agent_ended ON routing.past (tenant, agent, ended_at, interaction);

-- Ends of conversations wait for one scan of each table; reads do not. Both at once, in the order in which an end writes them.
RESET ROLE;
SET LOCAL ROLE own_messaging;
LOCK TABLE messaging.case_, messaging.transcript IN SHARE MODE;
CREATE INDEX case_changed ON messaging.case_ (tenant, (GREATEST(created_at, closed_at, reopened_at)), id);
CREATE INDEX case_open_changed ON messaging.case_ (tenant, (GREATEST(created_at, closed_at, reopened_at)), id) WHERE state = 'open';
CREATE INDEX transcript_opened ON messaging.transcript (tenant, opened_at, id);
