-- past_asked: what is looked for in past_words by what somebody typed: each word by its beginning; of what may be a number, its digits in one, or what
-- follows the zeros that one dials before it. Null: there is no word in it.
CREATE OR REPLACE FUNCTION routing.past_asked(typed text)
RETURNS tsquery
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
	SELECT CASE WHEN $1 ~ '^[-+0-9()./[:space:]]+$' THEN (
			SELECT string_agg(d.digits || ':*', ' | ')::tsquery
			FROM regexp_replace($1, '[^0-9]', '', 'g') AS t (digits)
			CROSS JOIN LATERAL (VALUES (t.digits), (regexp_replace(t.digits, '^0{1,2}', ''))) AS d (digits) WHERE d.digits <> '')
		ELSE (SELECT string_agg(quote_literal(w.word) || ':*', ' & ')::tsquery FROM directory.contact_words($1, false) AS w (word)) END
$$;
