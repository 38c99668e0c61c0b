-- deadlines: when a stream that is stale from now on is lost and gone (20-routing, the lease).
-- chatd calls a stream stale after stale_ms of silence, so that much has passed already; a
-- stream that closed has only begun to be silent (`closed`).
CREATE OR REPLACE FUNCTION presence.deadlines(tenant bigint, at_now timestamptz, closed boolean,
	OUT lost_at timestamptz, OUT gone_at timestamptz)
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	SELECT at_now + (t.lost_ms - passed.ms) * interval '1 ms', at_now + (t.gone_ms - passed.ms) * interval '1 ms'
	INTO lost_at, gone_at
	FROM directory.tenant AS t
	CROSS JOIN LATERAL (SELECT CASE WHEN closed THEN 0 ELSE t.stale_ms END AS ms) AS passed
	WHERE t.id = deadlines.tenant;
END $$;
