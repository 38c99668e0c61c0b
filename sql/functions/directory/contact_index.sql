-- contact_index: makes entries and terms of these contacts what their tables say now: only what differs is written.
-- Keys: those under which the contacts were changed (config; one's own contacts: contacts).
CREATE OR REPLACE FUNCTION directory.contact_index(tenant bigint, kind text, refs bigint[])
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	INSERT INTO directory.contact_entry AS e (tenant, kind, ref, owner, sides, sort, item)
	SELECT contact_index.tenant, contact_index.kind, s.ref, s.owner, s.sides, left(directory.contact_fold(s.name), 60),
		jsonb_build_object('id', contact_index.kind || ':' || s.ref, 'kind', contact_index.kind, 'name', s.name, 'accounts', s.accounts,
			'numbers', s.numbers, 'emails', s.emails, 'extension', CASE WHEN contact_index.kind = 'service' THEN s.extensions[1] END) || s.details
	FROM directory.contact_source(contact_index.tenant, contact_index.kind, refs) AS s
	ON CONFLICT ON CONSTRAINT contact_entry_pkey DO UPDATE SET sides = excluded.sides, sort = excluded.sort, item = excluded.item
	WHERE (e.sides, e.sort, e.item) IS DISTINCT FROM (excluded.sides, excluded.sort, excluded.item);

	WITH wanted AS MATERIALIZED (
		SELECT s.ref, s.owner, left(directory.contact_fold(s.name), 60) AS sort, t.rank, t.term,
			bit_or(directory.term_marks(t.term, 2, 2)) OVER (PARTITION BY s.ref) AS two,
			bit_or(directory.term_marks(t.term, 3, 4)) OVER (PARTITION BY s.ref) AS four
		FROM directory.contact_source(contact_index.tenant, contact_index.kind, refs) AS s
		CROSS JOIN LATERAL directory.contact_terms(s.own, s.place, s.extensions, s.numbers) AS t
		WHERE s.sides <> 0
	), gone AS (
		-- NOT IN is hashed whatever the planner expects, NOT EXISTS is not: an import changes hundreds at once
		DELETE FROM directory.contact_term AS c
		WHERE c.tenant = contact_index.tenant AND c.kind = contact_index.kind AND c.ref = ANY (refs)
			AND (c.ref, c.rank, c.term) NOT IN (SELECT w.ref, w.rank, w.term FROM wanted AS w)
	)
	INSERT INTO directory.contact_term AS c (tenant, kind, owner, rank, term, sort, ref, two, four)
	SELECT contact_index.tenant, contact_index.kind, w.owner, w.rank, w.term, w.sort, w.ref, w.two, w.four FROM wanted AS w
	ON CONFLICT ON CONSTRAINT contact_term_pkey DO UPDATE SET sort = excluded.sort, two = excluded.two, four = excluded.four
	WHERE (c.sort, c.two, c.four) <> (excluded.sort, excluded.two, excluded.four);
END $$;
