-- v_emergency: agents' emergencies as they are stored; a lock whose lock_ends_at has passed is over.
CREATE OR REPLACE VIEW presence.v_emergency AS
SELECT e.tenant, e.agent, e.phase, e.since, e.lock_ends_at, e.had_interactions, e.work, e.call
FROM presence.emergency AS e;
