-- span_ms: how long a set of time spans is, in whole milliseconds; null: 0. Called for each agent many times, mostly of
-- none or one span: those need no query.
CREATE OR REPLACE FUNCTION routing.span_ms(spans tstzmultirange)
RETURNS bigint
LANGUAGE plpgsql IMMUTABLE
AS $$
BEGIN
	IF spans IS NULL OR isempty(spans) THEN
		RETURN 0;
	ELSIF multirange(range_merge(spans)) = spans THEN
		RETURN floor(extract(epoch FROM upper(spans) - lower(spans)) * 1000)::bigint;
	END IF;
	RETURN (SELECT floor(sum(extract(epoch FROM upper(s.span) - lower(s.span))) * 1000)::bigint FROM unnest(spans) AS s (span));
END $$;
