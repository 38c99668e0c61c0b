-- report_range: from when to when a report goes, as its client wrote it (routing.report_moment): today where nothing is said, until
-- the end of this quarter; at full quarters, at most 31 days by quarter, else 400. `field` and `words`: what is wrong.
CREATE OR REPLACE FUNCTION routing.report_range(zone text, since text, until text, step text,
	OUT from_ timestamptz, OUT to_ timestamptz, OUT field text, OUT words text)
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	clock CONSTANT timestamptz := ops.clock();
	longest CONSTANT interval := CASE step WHEN '15m' THEN interval '31 days' ELSE interval '400 days' END;
BEGIN
	from_ := routing.report_moment(COALESCE(since, (clock AT TIME ZONE zone)::date::text), zone);
	to_ := CASE WHEN until IS NULL THEN routing.quarter(clock) + interval '15 minutes' ELSE routing.report_moment(until, zone) END;
	field := CASE WHEN from_ IS NULL OR from_ <> routing.quarter(from_) THEN 'since' WHEN to_ IS NULL OR to_ <> routing.quarter(to_) THEN 'until' END;
	IF field IS NOT NULL THEN
		words := 'A day, as 2026-01-31, or an RFC 3339 time at a full quarter of an hour';
	ELSIF to_ <= from_ OR to_ - from_ > longest THEN
		field := 'until';
		words := format('After since, and at most %s days after it with this interval', extract(day FROM longest));
	END IF;
END $$;
