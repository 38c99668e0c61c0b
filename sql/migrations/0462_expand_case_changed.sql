-- expand: indexes for the orders of cases by their last change and of transcripts by their beginning (decision 120).
-- Ends of conversations and changes of cases wait for these scans; reads do not. Both tables at once, in the order in which an end writes them.
SET LOCAL ROLE own_messaging;
LOCK TABLE messaging.case_, messaging.transcript IN SHARE MODE;
CREATE INDEX case_changed ON messaging.case_ (tenant, (GREATEST(created_at, closed_at, reopened_at)), id);
CREATE INDEX case_open_changed ON messaging.case_ (tenant, (GREATEST(created_at, closed_at, reopened_at)), id) WHERE state = 'open';
CREATE INDEX transcript_opened ON messaging.transcript (tenant, opened_at, id);
