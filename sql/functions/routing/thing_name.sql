-- thing_name: the name of a queue, channel, agent or group; null: there is none of this id.
CREATE OR REPLACE FUNCTION routing.thing_name(tenant bigint, noun text, id bigint)
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN CASE noun
		WHEN 'queue' THEN (SELECT q.name FROM routing.queue AS q WHERE q.tenant = $1 AND q.id = $3)
		WHEN 'channel' THEN (SELECT c.name FROM directory.v_channel AS c WHERE c.tenant = $1 AND c.id = $3)
		WHEN 'agent' THEN (SELECT u.name FROM directory.v_user AS u WHERE u.tenant = $1 AND u.id = $3 AND u.has_seat)
		ELSE (SELECT g.name FROM directory.v_group AS g WHERE g.tenant = $1 AND g.id = $3) END;
END $$;
