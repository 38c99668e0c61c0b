-- v_emergency_call: emergency calls, for who carries them: those without ended_at go on.
CREATE OR REPLACE VIEW presence.v_emergency_call AS
SELECT c.tenant, c.call, c.agent, c.call_back, c.number, c.begun_at, c.answered_at, c.ended_at
FROM presence.emergency_call AS c;
