-- json_events: a carrier's call without the events of others: of each list that names one of these numbers (raw_names) the
-- elements that name it (`theirs`), or those that do not. A list that names none is none of events (files, recipients). Null: it
-- is nested deeper than any carrier's call.
CREATE OR REPLACE FUNCTION sms.json_events(call jsonb, numbers text[], theirs boolean, deepest integer DEFAULT 16)
RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE
AS $$
BEGIN
	IF jsonb_typeof(call) NOT IN ('array', 'object') OR NOT sms.raw_names(convert_to(call::text, 'UTF8'), numbers) THEN
		RETURN call;
	ELSIF deepest = 0 THEN
		RETURN NULL;
	ELSIF jsonb_typeof(call) = 'object' THEN
		RETURN (SELECT CASE WHEN bool_and(m.part IS NOT NULL) THEN jsonb_object_agg(m.key, m.part) END
			FROM (SELECT e.key, sms.json_events(e.value, numbers, theirs, deepest - 1) AS part FROM jsonb_each(call) AS e) AS m);
	END IF;
	RETURN (SELECT CASE WHEN COALESCE(bool_and(m.part IS NOT NULL), true) THEN COALESCE(jsonb_agg(m.part ORDER BY m.n), '[]') END
		FROM (SELECT e.n, CASE WHEN theirs THEN sms.json_events(e.value, numbers, theirs, deepest - 1) ELSE e.value END AS part
			FROM jsonb_array_elements(call) WITH ORDINALITY AS e (value, n)
			WHERE sms.raw_names(convert_to(e.value::text, 'UTF8'), numbers) = theirs) AS m);
END $$;
