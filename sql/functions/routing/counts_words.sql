-- counts_words: counts by verdict {"status": 2, "skill": 1} in one sentence; null without any.
CREATE OR REPLACE FUNCTION routing.counts_words(counts jsonb)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
	SELECT string_agg(routing.verdict_words(c.key, c.value::bigint), ', ' ORDER BY c.value::bigint DESC, c.key) || '.'
	FROM jsonb_each_text(counts) AS c
$$;
