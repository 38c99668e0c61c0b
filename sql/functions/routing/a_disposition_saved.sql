-- a_disposition_saved: its queues are the tenant's; there are so few that a page can show them all. One that was recorded while its
-- deletion waited for that (disposition_problem) stays. Keys: config.
CREATE OR REPLACE FUNCTION routing.a_disposition_saved(tenant bigint, id bigint, actor bigint, item jsonb, before jsonb, after jsonb)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	most CONSTANT integer := 500;
BEGIN
	IF after IS NULL THEN
		PERFORM ops.resource_refuse('referenced', NULL, 'Others refer to it.', jsonb_build_object('referenced_by', r.held))
		FROM (SELECT ops.resource_references('routing', 'disposition', tenant, id) AS held) AS r WHERE r.held <> '[]';
		RETURN;
	END IF;
	PERFORM routing.queue_ids_judge(tenant, item, after);
	IF before IS NULL AND (SELECT count(*) FROM routing.disposition AS d WHERE d.tenant = a_disposition_saved.tenant) > most THEN
		PERFORM ops.resource_refuse('too_many', NULL, format('At most %s dispositions.', most));
	END IF;
END $$;
