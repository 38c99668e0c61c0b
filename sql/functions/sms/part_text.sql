-- part_text: the parts of a set in order, each gap marked.
CREATE OR REPLACE FUNCTION sms.part_text(s sms.part_set)
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN sms.halves_join((SELECT string_agg(COALESCE(p.text, format('[part %s of %s missing]', n, s.total)), '' ORDER BY n)
		FROM generate_series(1, s.total) AS n
		LEFT JOIN sms.part AS p ON p.tenant = s.tenant AND p.set_id = s.id AND p.part = n));
END $$;
