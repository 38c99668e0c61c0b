-- recording_wanted: how the queue that an interaction is in wants its calls recorded. No row: it is in none. Read.
CREATE OR REPLACE FUNCTION voice.recording_wanted(tenant bigint, interaction bigint)
RETURNS TABLE (queue bigint, record boolean, announce boolean, required boolean, pause_s integer)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 1
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT i.queue, s.record, s.record_announce, s.record_required, s.record_pause_s
	FROM routing.v_interaction AS i CROSS JOIN LATERAL voice.queue_sound(i.tenant, i.queue) AS s
	WHERE i.tenant = $1 AND i.id = $2
$$;
