-- feed_public: a tenant's events that integrators are told of, after (after_pos, after_id), in order;
-- types as in hooks.endpoint; '*' is all but those of classes with a scope of their own (event_scope). Looks at most at `positions`
-- positions and gives at most limit_ events.
-- Unless these were limit_, a last row without id says how far it has looked: all up to and with its pos.
CREATE OR REPLACE FUNCTION ops.feed_public(tenant bigint, after_pos bigint, after_id bigint, types text[],
	positions integer, limit_ integer)
RETURNS TABLE (pos bigint, id bigint, at timestamptz, kind integer, key bigint, type text)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	until_pos bigint := COALESCE((SELECT max(l.pos) FROM (
		SELECT f.pos FROM ops.feed AS f WHERE f.pos > after_pos ORDER BY f.pos LIMIT positions) AS l), after_pos);
	given integer;
BEGIN
	RETURN QUERY
	SELECT f.pos, e.id, e.at, e.kind, e.key, e.type
	FROM (
		SELECT p.pos, p.at, p.xid FROM ops.feed AS p
		WHERE p.pos BETWEEN after_pos AND until_pos ORDER BY p.pos LIMIT positions + 1
	) AS f
	CROSS JOIN LATERAL (
		SELECT v.id, v.at, v.kind::integer, v.key, v.type
		FROM ops.event AS v
		WHERE v.at = f.at AND v.xid = f.xid AND v.tenant = feed_public.tenant AND v.type IS NOT NULL
			AND (f.pos > after_pos OR v.id > after_id)
			AND (v.type = ANY (types) OR split_part(v.type, '.', 1) || '.*' = ANY (types) OR '*' = ANY (types)
				AND ops.event_scope(split_part(v.type, '.', 1)) IS NULL)
		OFFSET 0
	) AS e
	ORDER BY f.pos, e.id
	LIMIT limit_;
	GET DIAGNOSTICS given = ROW_COUNT;
	IF given < limit_ THEN
		pos := until_pos;
		RETURN NEXT;
	END IF;
END $$;
