-- queue_json: a queue as states show it; null when there is none.
CREATE OR REPLACE FUNCTION routing.queue_json(tenant bigint, queue bigint)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	IF queue IS NULL THEN
		RETURN NULL;
	END IF;
	RETURN (SELECT jsonb_build_object('id', q.id::text, 'name', q.name)
		FROM routing.queue AS q WHERE q.tenant = $1 AND q.id = $2);
END $$;
