-- v_past: what other owners may read of interactions that have ended, to find them by.
CREATE OR REPLACE VIEW routing.v_past AS
SELECT p.tenant, p.interaction, p.started_at, p.ended_at, p.channel, p.queue, p.agent, p.case_id, p.disposition, p.words
FROM routing.past AS p;
