-- forward_judge: refuses a change of a queue, or of who is its member, after which Work would forward an offer before it ends (SP-6); both values are
-- named. In a file it is the linter's to tell. Internal. Keys: config.
CREATE OR REPLACE FUNCTION routing.forward_judge(tenant bigint, queue bigint, agent bigint, field text)
RETURNS void
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	c record;
BEGIN
	SELECT * INTO c FROM routing.forward_conflicts(tenant, ARRAY[queue], agent) ORDER BY user_id LIMIT 1;
	IF FOUND AND NOT ops.importing() THEN
		PERFORM ops.resource_refuse('invalid', field, format(
			'offer_ms is %s ms there, and 2000 ms more is longer than forward_delay_s of %s, %s s: Work would forward it.', c.ring_ms, c.user_name, c.forward_delay_s));
	END IF;
END $$;
