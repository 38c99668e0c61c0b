-- queue_ids_judge: refuses an item of the configuration whose `queue_ids`, where it gives them, names a queue that the tenant has not.
CREATE OR REPLACE FUNCTION routing.queue_ids_judge(tenant bigint, item jsonb, after jsonb)
RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	PERFORM ops.resource_refuse('unknown_reference', format('queue_ids/%s', w.n - 1), 'There is no such queue.')
	FROM jsonb_array_elements_text(after -> 'queue_ids') WITH ORDINALITY AS w (queue, n)
	WHERE item ? 'queue_ids' AND NOT EXISTS (SELECT FROM routing.queue AS q WHERE q.tenant = queue_ids_judge.tenant AND q.id = w.queue::bigint);
END $$;
