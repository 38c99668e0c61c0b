-- disposition_problem: why an interaction can't have this disposition: 'unknown_reference': there is none for its queue, or it is
-- disabled; null: it can. The one that it has stays as it is. One that it gets stays until this is committed: no foreign key leads from
-- interactions (rule 24), so the row is locked; who deletes it waits, and then sees what refers to it (a_disposition_saved).
CREATE OR REPLACE FUNCTION routing.disposition_problem(i routing.interaction, disposition bigint)
RETURNS text
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	IF disposition IS NULL OR disposition = i.disposition THEN
		RETURN NULL;
	END IF;
	PERFORM FROM routing.disposition AS d
	WHERE d.tenant = i.tenant AND d.id = disposition_problem.disposition AND NOT d.disabled AND (d.queue_ids = '{}' OR i.queue = ANY (d.queue_ids))
	FOR KEY SHARE;
	RETURN CASE WHEN NOT FOUND THEN 'unknown_reference' END;
END $$;
