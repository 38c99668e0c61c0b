-- quiet_end: when quiet hours that hold at `at` in this zone end; null: none hold. From `starts` to `ends`, over midnight where
-- it is the later one; those that end on a Sunday end at `sunday_ends`.
CREATE OR REPLACE FUNCTION sms.quiet_end(zone text, starts time, ends time, sunday_ends time, at timestamptz)
RETURNS timestamptz
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	here CONSTANT timestamp := at AT TIME ZONE zone;
	today CONSTANT date := here::date;
	over_midnight CONSTANT boolean := starts > ends;
	today_ends CONSTANT time := CASE WHEN extract(dow FROM today) = 0 THEN sunday_ends ELSE ends END;
	until timestamp;
BEGIN
	until := CASE
		WHEN over_midnight AND here::time < today_ends THEN today + today_ends
		WHEN over_midnight AND here::time >= starts THEN
			today + 1 + CASE WHEN extract(dow FROM today + 1) = 0 THEN sunday_ends ELSE ends END
		WHEN NOT over_midnight AND here::time >= starts AND here::time < ends THEN today + ends END;
	-- An hour that comes twice, or never, must not lead back.
	RETURN greatest(until AT TIME ZONE zone, at + CASE WHEN until IS NOT NULL THEN interval '1 minute' END);
END $$;
