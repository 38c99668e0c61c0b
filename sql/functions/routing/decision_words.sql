-- decision_words: a stored decision as a sentence (rule 27: computed when asked): an offer's own; of nobody
-- with how many of the queue were left out for what reason.
CREATE OR REPLACE FUNCTION routing.decision_words(explanation jsonb)
RETURNS text
LANGUAGE sql STABLE
AS $$
	SELECT CASE
		WHEN explanation ? 'chosen' OR NOT explanation ? 'counts' THEN explanation ->> 'words'
		WHEN explanation -> 'open' = 'false' THEN 'The queue is closed.'
		WHEN explanation -> 'counts' = '{}' THEN 'The queue has no members.'
		ELSE COALESCE(explanation ->> 'words', 'Nobody can be offered it') || ': '
			|| (SELECT string_agg((c.value)::text || ' × ' || rtrim(v.words, '.'), '; ' ORDER BY v.number)
				FROM jsonb_each(explanation -> 'counts') AS c JOIN routing.verdicts() AS v ON v.code = c.key) || '.' END
$$;
