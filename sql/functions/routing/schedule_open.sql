-- schedule_open: whether a schedule is open at a time; no schedule: always.
CREATE OR REPLACE FUNCTION routing.schedule_open(tenant bigint, schedule bigint, at timestamptz)
RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN schedule IS NULL OR COALESCE((SELECT b.open FROM routing.schedule_boundary AS b
		WHERE b.tenant = schedule_open.tenant AND b.schedule = schedule_open.schedule
			AND b.at <= schedule_open.at
		ORDER BY b.at DESC LIMIT 1), false);
END $$;
