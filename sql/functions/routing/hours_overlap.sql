-- hours_overlap: where an entry of a list that hours_wrong took opens while an earlier one of the same list does, or says of its day what
-- an earlier one contradicts, as a JSON pointer ("week/1"); null: nowhere. A week is a circle: Sunday's night goes on on Monday.
CREATE OR REPLACE FUNCTION routing.hours_overlap(field text, list jsonb, day text)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
	WITH entry AS (
		SELECT e.at, e.day_, e.opens IS NULL AS closed, int4range(e.day_ * 1440 + e.opens,
			e.day_ * 1440 + e.closes + CASE WHEN e.closes <= e.opens THEN 1440 ELSE 0 END) AS minutes
		FROM (SELECT l.ordinality AS at, COALESCE(l.weekday, l.day - date '2000-01-01') AS day_,
				extract(epoch FROM l.opens)::integer / 60 AS opens, extract(epoch FROM l.closes)::integer / 60 AS closes
			FROM ROWS FROM (jsonb_to_recordset($2) AS (weekday integer, day date, opens time, closes time)) WITH ORDINALITY AS l) AS e)
	SELECT format('%s/%s', $1, min(b.at) - 1) FROM entry AS a JOIN entry AS b ON a.at < b.at AND CASE
		WHEN a.closed OR b.closed THEN a.day_ = b.day_
		ELSE a.minutes && b.minutes OR $3 = 'weekday' AND (
			int4range(lower(a.minutes) + 10080, upper(a.minutes) + 10080) && b.minutes
			OR int4range(lower(b.minutes) + 10080, upper(b.minutes) + 10080) && a.minutes) END
	HAVING count(*) > 0
$$;
