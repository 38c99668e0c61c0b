-- v_consult: who is asked into an interaction, for other owners.
CREATE OR REPLACE VIEW routing.v_consult AS
SELECT c.tenant, c.interaction, c.agent, c.joined_at, c.ends_at, c.writes FROM routing.consult AS c;
