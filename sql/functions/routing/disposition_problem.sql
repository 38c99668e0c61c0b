-- disposition_problem: why an interaction can't have this disposition: 'unknown_reference': there is none for its queue, or it is
-- disabled; null: it can. The one that it has stays as it is.
CREATE OR REPLACE FUNCTION routing.disposition_problem(i routing.interaction, disposition bigint)
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN CASE WHEN disposition IS NULL OR disposition = i.disposition OR EXISTS (SELECT FROM routing.disposition AS d
		WHERE d.tenant = i.tenant AND d.id = disposition_problem.disposition AND NOT d.disabled
			AND (d.queue_ids = '{}' OR i.queue = ANY (d.queue_ids))) THEN NULL ELSE 'unknown_reference' END;
END $$;
