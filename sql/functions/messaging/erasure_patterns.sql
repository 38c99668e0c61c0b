-- erasure_patterns: by which a customer is known in the answers that are kept for repeated commands
-- (LIKE, over the JSON's text).
CREATE OR REPLACE FUNCTION messaging.erasure_patterns(c messaging.customer, numbers text[], conversations bigint[])
RETURNS text[]
LANGUAGE sql STABLE
AS $$
	SELECT array_agg('%' || replace(replace(replace(p.text, '\', '\\'), '%', '\%'), '_', '\_') || '%')
	FROM (
		SELECT to_jsonb(n.number)::text FROM unnest(numbers) AS n (number)
		-- Their notes also among those of who they were part of (customer_merge, notes_added): from the beginning, or a new line, to the end, or a new line.
		UNION ALL SELECT b.begins || substr(n.json, 2, length(n.json) - 2) || e.ends
			FROM (SELECT to_jsonb(c.notes)::text) AS n (json), unnest('{"\"notes\": \"","\\n"}'::text[]) AS b (begins), unnest('{"\"","\\n"}'::text[]) AS e (ends)
			WHERE c.notes <> ''
		UNION ALL SELECT '"name": ' || to_jsonb(c.name)::text
		UNION ALL SELECT format('"customer": "%s"', c.id)
		UNION ALL SELECT format('"customer": {"id": "%s"', c.id)
		UNION ALL SELECT format('"conversation": "%s"', x.id) FROM unnest(conversations) AS x (id)
	) AS p (text)
$$;
