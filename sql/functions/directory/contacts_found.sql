-- contacts_found: the contacts that somebody sees and that have each word of a query (CT-8), those first that have it
-- themselves, by the word that was found, then by name. The word with the fewest hits leads, the others are asked of its hits
-- in the order of the index, so that a page costs about the same among 100 and 100,000 (PF-9); the marks in the index leave
-- out most that lack one of them. The cursor keeps which word leads.
CREATE OR REPLACE FUNCTION directory.contacts_found(tenant bigint, viewer bigint, sides_ smallint, words text[], kinds text[],
	favourites boolean, after text, limit_ integer)
RETURNS TABLE (kind text, ref bigint, cursor text)
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	counted CONSTANT integer := 1000; -- beyond, one word leads as well as another
	place CONSTANT jsonb := after::jsonb;
	lead integer := (place ->> 0)::integer;
	after_rank CONSTANT smallint := (place ->> 1)::smallint;
	after_term CONSTANT text := place ->> 2;
	after_sort CONSTANT text := place ->> 3;
	after_kind CONSTANT text := place ->> 4;
	after_ref CONSTANT bigint := (place ->> 5)::bigint;
	patterns_ text[];
	low text;       -- all terms of the leading word stand from here …
	high text;      -- … to here
	others text[];  -- words that are one prefix: a probe of the index each
	numbers text[]; -- words that may be one of several
	two_ bigint;    -- what all others leave in the marks of who has them
	four_ bigint;
BEGIN
	IF lead IS NULL AND cardinality(words) = 1 THEN
		lead := 1;
	ELSIF lead IS NULL THEN
		SELECT w.n INTO lead FROM unnest(words) WITH ORDINALITY AS w (patterns, n)
		ORDER BY (SELECT count(*) FROM (
			SELECT FROM unnest(kinds) AS k (kind), unnest('{0,1}'::smallint[]) AS r (rank), unnest(string_to_array(w.patterns, '|')) AS p (pattern)
			CROSS JOIN LATERAL (SELECT FROM directory.contact_term AS t
				WHERE t.tenant = contacts_found.tenant AND t.kind = k.kind AND t.owner = CASE k.kind WHEN 'personal' THEN viewer ELSE 0 END
					AND t.rank = r.rank AND t.term >= rtrim(p.pattern, '%') AND t.term < rtrim(p.pattern, '%') || chr(1114111)
				LIMIT counted) AS hit
			LIMIT counted) AS hits), w.n
		LIMIT 1;
	END IF;
	patterns_ := string_to_array(words[lead], '|');
	SELECT min(rtrim(p, '%') COLLATE "C"), max(rtrim(p, '%') COLLATE "C") || chr(1114111) INTO low, high FROM unnest(patterns_) AS p;
	SELECT COALESCE(array_agg(rtrim(w.patterns, '%')) FILTER (WHERE w.patterns NOT LIKE '%|%'), '{}'),
		COALESCE(array_agg(w.patterns) FILTER (WHERE w.patterns LIKE '%|%'), '{}')
	INTO others, numbers FROM unnest(words[:lead - 1] || words[lead + 1:]) AS w (patterns);
	SELECT COALESCE(bit_or(directory.term_marks(w, 2, 2)), 0), COALESCE(bit_or(directory.term_marks(w, 3, 4)), 0)
	INTO two_, four_ FROM unnest(others) AS w;
	RETURN QUERY
	SELECT f.kind, f.ref, jsonb_build_array(lead, f.rank, f.term, f.sort, f.kind, f.ref::text)::text
	FROM unnest(kinds) AS k (kind)
	CROSS JOIN unnest('{0,1}'::smallint[]) AS r (rank)
	CROSS JOIN unnest(patterns_) AS p (pattern)
	CROSS JOIN LATERAL (
		SELECT t.kind, t.rank, t.term, t.sort, t.ref
		FROM directory.contact_term AS t
		WHERE t.tenant = contacts_found.tenant AND t.kind = k.kind AND t.owner = CASE k.kind WHEN 'personal' THEN viewer ELSE 0 END
			AND t.rank = r.rank AND t.term < rtrim(p.pattern, '%') || chr(1114111)
			AND t.term >= CASE WHEN r.rank = after_rank THEN greatest(after_term COLLATE "C", rtrim(p.pattern, '%')) ELSE rtrim(p.pattern, '%') END
			AND (after_rank IS NULL OR (t.rank, t.term, t.sort, t.kind, t.ref) > (after_rank, after_term, after_sort, after_kind, after_ref))
			AND t.two & two_ = two_ AND t.four & four_ = four_
			AND NOT EXISTS (SELECT FROM unnest(others) AS w (prefix)
				WHERE NOT EXISTS (SELECT FROM directory.contact_term AS o
					WHERE o.tenant = contacts_found.tenant AND o.kind = t.kind AND o.ref = t.ref AND o.rank = ANY ('{0,1}'::smallint[])
						AND o.term >= w.prefix AND o.term < w.prefix || chr(1114111)))
			AND (numbers = '{}' OR NOT EXISTS (SELECT FROM unnest(numbers) AS w (patterns)
				WHERE NOT EXISTS (SELECT FROM directory.contact_term AS o
					WHERE o.tenant = contacts_found.tenant AND o.kind = t.kind AND o.ref = t.ref
						AND o.term LIKE ANY (string_to_array(w.patterns, '|')))))
			-- A contact that has the word twice is told where it has it first.
			AND NOT EXISTS (SELECT FROM directory.contact_term AS o
				WHERE o.tenant = contacts_found.tenant AND o.kind = t.kind AND o.ref = t.ref AND o.rank = ANY ('{0,1}'::smallint[])
					AND o.term >= low AND o.term < high AND (o.rank, o.term) < (t.rank, t.term) AND o.term LIKE ANY (patterns_))
			AND (sides_ = 4 OR EXISTS (SELECT FROM directory.contact_entry AS e
				WHERE e.tenant = contacts_found.tenant AND e.kind = t.kind AND e.ref = t.ref AND e.sides & sides_ <> 0))
			AND (NOT favourites OR EXISTS (SELECT FROM directory.favourite AS v
				WHERE v.tenant = contacts_found.tenant AND v.owner = viewer AND v.kind = t.kind AND v.ref = t.ref))
		ORDER BY t.term, t.sort, t.ref LIMIT limit_
	) AS f
	ORDER BY f.rank, f.term, f.sort, f.kind, f.ref LIMIT limit_;
END $$;
