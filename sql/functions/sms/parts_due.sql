-- parts_due: sets whose parts did not all come within 10 minutes (SMS-8). Read.
CREATE OR REPLACE FUNCTION sms.parts_due(limit_ integer)
RETURNS TABLE (tenant bigint, set_id bigint, channel bigint, number text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	clock timestamptz := ops.clock();
BEGIN
	RETURN QUERY SELECT s.tenant, s.id, s.channel, s.number FROM sms.part_set AS s
	WHERE s.message IS NULL AND s.first_at <= clock - interval '10 minutes'
	ORDER BY s.first_at LIMIT least(limit_, 1000);
END $$;
