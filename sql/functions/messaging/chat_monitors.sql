-- chat_monitors: the supervisors who can read an agent chat while it goes on: who lead one of the two, and are neither. Null: monitoring is off.
CREATE OR REPLACE FUNCTION messaging.chat_monitors(c messaging.conversation)
RETURNS bigint[]
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	pair CONSTANT bigint[] := messaging.pair_of(c.number);
BEGIN
	IF messaging.is_monitored(c) IS NOT TRUE THEN
		RETURN NULL;
	END IF;
	RETURN ARRAY(SELECT DISTINCT s.supervisor FROM directory.v_user AS u
		JOIN directory.v_supervision AS s ON s.tenant = u.tenant AND s.group_id = u.group_id
		WHERE u.tenant = c.tenant AND u.id = ANY (pair) AND s.supervisor <> ALL (pair)
		ORDER BY s.supervisor);
END $$;
