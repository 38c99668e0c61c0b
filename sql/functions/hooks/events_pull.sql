-- events_pull: a tenant's events after a cursor (IN-2). after_pos null: the oldest kept; -1: none yet,
-- only the cursor of the newest. 'cursor_expired': what follows is forgotten, or the cursor is of another
-- time (a restore). `key`: the API key that asks; 'forbidden' where it lacks a scope for one of the types.
-- more: there is more to look through at once. Read.
DROP FUNCTION IF EXISTS hooks.events_pull(text, bigint, bigint, bigint, text[], integer); -- it knew of no key
CREATE OR REPLACE FUNCTION hooks.events_pull(source text, tenant bigint, after_pos bigint, after_event bigint,
	types text[], limit_ integer, key bigint DEFAULT NULL)
RETURNS TABLE (outcome text, data text, next_pos bigint, next_event bigint, count bigint, more boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	whole CONSTANT bigint := 9223372036854775807; -- an event id behind all of its position
	head bigint := ops.feed_head();
	first bigint := ops.feed_first();
BEGIN
	outcome := 'ok';
	IF hooks.scope_lacking(tenant, types, jsonb_build_object('api_key', key)) IS NOT NULL THEN
		outcome := 'forbidden';
		RETURN NEXT;
		RETURN;
	END IF;
	IF after_pos IS NULL THEN
		after_pos := greatest(first - 1, 0);
		after_event := whole;
	ELSIF after_pos = -1 THEN
		after_pos := head;
		after_event := whole;
	ELSIF after_pos > head OR after_pos < first - 1 OR (after_pos = first - 1 AND after_event <> whole) THEN
		outcome := 'cursor_expired';
		RETURN NEXT;
		RETURN;
	END IF;
	SELECT COALESCE(jsonb_agg(hooks.event_json(source, tenant, f.id, f.at, f.kind, f.key, f.type)
			ORDER BY f.pos, f.id) FILTER (WHERE f.id IS NOT NULL), '[]')::text,
		max(f.pos), count(f.id), NOT COALESCE(bool_or(f.id IS NULL), false) OR max(f.pos) < head,
		COALESCE((array_agg(f.id ORDER BY f.pos DESC, f.id DESC NULLS FIRST))[1], whole) -- the last row's
	INTO data, next_pos, count, more, next_event
	FROM ops.feed_public(tenant, after_pos, after_event, types, 1000, limit_) AS f;
	RETURN NEXT;
END $$;
