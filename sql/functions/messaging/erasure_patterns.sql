-- erasure_patterns: by which a customer is known in the answers that are kept for repeated commands
-- (LIKE, over the JSON's text).
CREATE OR REPLACE FUNCTION messaging.erasure_patterns(c messaging.customer, numbers text[], conversations bigint[])
RETURNS text[]
LANGUAGE sql STABLE
AS $$
	SELECT array_agg('%' || replace(replace(replace(p.text, '\', '\\'), '%', '\%'), '_', '\_') || '%')
	FROM (
		SELECT to_jsonb(n.number)::text FROM unnest(numbers) AS n (number)
		UNION ALL SELECT substr(n.json, 2, length(n.json) - 2) FROM to_jsonb(c.notes) AS j (value), LATERAL (SELECT j.value::text) AS n (json)
			WHERE length(c.notes) >= 4 -- also at the end of others' (customer_merge)
		UNION ALL SELECT '"name": ' || to_jsonb(c.name)::text
		UNION ALL SELECT format('"customer": "%s"', c.id)
		UNION ALL SELECT format('"customer": {"id": "%s"', c.id)
		UNION ALL SELECT format('"conversation": "%s"', x.id) FROM unnest(conversations) AS x (id)
	) AS p (text)
$$;
