-- span_ms: how long a set of time spans is, in whole milliseconds; null: 0.
CREATE OR REPLACE FUNCTION routing.span_ms(spans tstzmultirange)
RETURNS bigint
LANGUAGE sql IMMUTABLE
AS $$
	SELECT COALESCE(floor(sum(extract(epoch FROM upper(s.span) - lower(s.span))) * 1000), 0)::bigint
	FROM unnest(spans) AS s (span)
$$;
