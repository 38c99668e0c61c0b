-- parked_sweep: what is parked for an endpoint that is off dies after 72 hours like the rest: at most
-- limit_ of them; answers how many.
CREATE OR REPLACE FUNCTION hooks.parked_sweep(limit_ integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	before timestamptz := ops.clock() - interval '72 hours';
	swept bigint;
BEGIN
	WITH died AS (
		DELETE FROM hooks.parked AS p
		WHERE p.ctid = ANY (ARRAY(
			SELECT o.ctid FROM hooks.parked AS o
			JOIN hooks.endpoint AS e ON e.tenant = o.tenant AND e.id = o.endpoint AND NOT e.enabled
			WHERE o.parked_at < before ORDER BY o.pos LIMIT limit_ FOR UPDATE OF o SKIP LOCKED))
		RETURNING p.*
	), kept AS (
		INSERT INTO hooks.dead (tenant, endpoint, pos, event, at, kind, key, type, thread, attempt, died_at)
		SELECT d.tenant, d.endpoint, d.pos, d.event, d.at, d.kind, d.key, d.type, d.thread, d.attempt, ops.clock() FROM died AS d
		ON CONFLICT DO NOTHING
	)
	SELECT count(*) INTO swept FROM died;
	RETURN swept;
END $$;
