-- emergency_sent: the number that went with an agent's last emergency call: where the service calls back (presence.call_back_of_3). Null: none
-- went with it. Read.
CREATE OR REPLACE FUNCTION presence.emergency_sent(tenant bigint, agent bigint)
RETURNS text
LANGUAGE sql STABLE
AS $$
	SELECT c.sent FROM presence.emergency_call AS c WHERE c.tenant = $1 AND c.agent = $2 AND NOT c.call_back ORDER BY c.begun_at DESC LIMIT 1
$$;
