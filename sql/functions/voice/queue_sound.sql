-- queue_sound: how a voice queue sounds to who waits in it. No row: there is no such queue of medium voice. Read.
CREATE OR REPLACE FUNCTION voice.queue_sound(tenant bigint, queue bigint)
RETURNS TABLE (announce_position boolean, announce_wait boolean, announce_every_s integer, record boolean, answer_at_entry boolean,
	record_announce boolean, record_required boolean, record_pause_s integer)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 1
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT q.announce_position, q.announce_wait, q.announce_every_s, q.record, q.answer_at_entry, q.record_announce, q.record_required,
		q.record_pause_s FROM routing.v_queue AS q
	WHERE q.tenant = $1 AND q.id = $2 AND q.medium = 'voice'
$$;
