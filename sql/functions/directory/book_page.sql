-- book_page: a page of an address book becomes contacts, in one transaction with where the reading goes on: `next`, the next page, for
-- lease_ms more; or (null) this was the last page: `mark` is where the next round begins, after every_ms. given: as book_person_take has
-- it; gone: uids that the book has deleted. When a round has read all, whom it did not tell of is gone, too. The lock of the
-- owner's contacts is taken here (the lane for what takes long holds no other).
-- outcome: more; last; gone (another has the round). pages: how many this round has had.
CREATE OR REPLACE FUNCTION directory.book_page(tenant bigint, owner bigint, book bigint, claim bigint, given jsonb, gone jsonb, next text, mark text,
	lease_ms bigint, every_ms bigint, OUT outcome text, OUT pages integer)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	most CONSTANT bigint := 20000;
	told_most CONSTANT integer := 100;
	at_now timestamptz;
	a directory.book_account;
	one jsonb;
	person directory.book_person;
	known bigint;
	may_be bigint;                           -- a contact with the same number or address, under another name
	said jsonb;
	taken jsonb := '[]';                     -- not stored yet
	touched bigint[] := '{}';                -- by these
	told jsonb := '[]';
	at jsonb;                                -- {key: contact}: by what somebody is known
	room bigint;
BEGIN
	PERFORM pg_advisory_xact_lock(ops.key('contacts', tenant, owner::text));
	at_now := ops.clock();
	SELECT * INTO a FROM directory.book_account AS x WHERE x.tenant = book_page.tenant AND x.owner = book_page.owner AND x.book = book_page.book
		AND x.claim = book_page.claim AND x.state = 'reading';
	IF NOT FOUND THEN
		outcome := 'gone';
		RETURN;
	END IF;
	room := most - (SELECT count(*) FROM directory.personal_contact AS c WHERE c.tenant = book_page.tenant AND c.owner = book_page.owner);
	at := directory.book_keys(tenant, owner, ARRAY(SELECT k.key FROM jsonb_array_elements(given) AS g CROSS JOIN LATERAL directory.person_keys(g.value -> 'item') AS k
		WHERE g.value ? 'item' AND NOT EXISTS (SELECT FROM directory.book_person AS p WHERE p.tenant = book_page.tenant AND p.owner = book_page.owner
			AND p.book = book_page.book AND p.uid = g.value ->> 'uid')));
	FOR one IN SELECT g.value FROM jsonb_array_elements(given) WITH ORDINALITY AS g (value, n) ORDER BY g.n LOOP
		SELECT * INTO person FROM directory.book_person AS p WHERE p.tenant = a.tenant AND p.owner = a.owner AND p.book = a.book AND p.uid = one ->> 'uid';
		SELECT min((at ->> k.key)::bigint) FILTER (WHERE k.same), min((at ->> k.key)::bigint) INTO known, may_be FROM directory.person_keys(one -> 'item') AS k;
		known := CASE WHEN person.uid IS NOT NULL THEN person.contact ELSE known END;
		IF known = ANY (touched) THEN
			PERFORM directory.book_people_store(a, taken);
			taken := '[]';
			touched := '{}';
		END IF;
		said := directory.book_person_take(a, one, person, known, room > 0);
		IF said ->> 'action' = 'added' AND may_be IS NOT NULL THEN
			said := said || jsonb_build_object('possible_duplicate_of', may_be::text);
		END IF;
		known := (said ->> 'id')::bigint;
		taken := taken || said;
		told := told || jsonb_strip_nulls(said - '{uid,said,after}'::text[]);
		touched := touched || known;
		IF known IS NOT NULL THEN
			at := (SELECT COALESCE(jsonb_object_agg(k.key, known), '{}') FROM directory.person_keys(one -> 'item') AS k WHERE k.key IS NOT NULL) || at;
		END IF;
		room := room - (said ->> 'action' = 'added')::integer;
	END LOOP;
	PERFORM directory.book_people_store(a, taken);
	told := told || directory.book_gone(tenant, owner, book, ARRAY(SELECT jsonb_array_elements_text(gone)) || CASE WHEN next IS NULL AND a.whole THEN
		ARRAY(SELECT p.uid FROM directory.book_person AS p WHERE p.tenant = book_page.tenant AND p.owner = book_page.owner AND p.book = book_page.book
			AND p.round <> a.round) END);
	a.counts := a.counts || jsonb_build_object('pages', COALESCE((a.counts ->> 'pages')::integer, 0) + 1,
		'items', (SELECT COALESCE(jsonb_agg(t.value ORDER BY t.n), '[]') FROM (SELECT i.value, i.n
			FROM jsonb_array_elements(COALESCE(a.counts -> 'items', '[]') || told) WITH ORDINALITY AS i (value, n)
			WHERE i.value ->> 'action' <> 'unchanged' OR i.value ? 'left_out' ORDER BY i.n LIMIT told_most) AS t))
		|| (SELECT jsonb_object_agg(w.word, COALESCE((a.counts ->> w.word)::bigint, 0)
				+ (SELECT count(*) FROM jsonb_array_elements(told) AS t WHERE t.value ->> 'action' = w.word))
			FROM unnest('{added,changed,unchanged,removed,kept,skipped}'::text[]) AS w (word));
	UPDATE directory.book_account AS x SET counts = a.counts, next = book_page.next, tries = 0, problem = NULL,
		state = CASE WHEN book_page.next IS NULL THEN 'idle' ELSE 'reading' END,
		mark = CASE WHEN book_page.next IS NULL THEN book_page.mark ELSE x.mark END,
		due_at = at_now + CASE WHEN book_page.next IS NULL THEN every_ms ELSE lease_ms END * interval '1 ms',
		rounds = CASE WHEN book_page.next IS NULL THEN directory.book_rounds(a, at_now, NULL) ELSE x.rounds END
	WHERE x.tenant = book_page.tenant AND x.owner = book_page.owner AND x.book = book_page.book;
	outcome := CASE WHEN next IS NULL THEN 'last' ELSE 'more' END;
	pages := (a.counts ->> 'pages')::integer;
END $$;
