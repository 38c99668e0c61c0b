-- threads_wake: in each of these threads of which nothing is due, the first parked event is due now.
-- Internal. Keys: webhook.
CREATE OR REPLACE FUNCTION hooks.threads_wake(tenant bigint, endpoint bigint, threads text[])
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	UPDATE hooks.parked AS p SET due_at = ops.clock()
	FROM unnest(threads) AS t (thread)
	CROSS JOIN LATERAL (
		SELECT k.pos, k.event, k.due_at
		FROM hooks.parked AS k
		WHERE k.tenant = threads_wake.tenant AND k.endpoint = threads_wake.endpoint AND k.thread = t.thread
		ORDER BY k.pos, k.event
		LIMIT 1
	) AS f
	WHERE p.tenant = threads_wake.tenant AND p.endpoint = threads_wake.endpoint AND p.pos = f.pos AND p.event = f.event
		AND f.due_at IS NULL;
END $$;
