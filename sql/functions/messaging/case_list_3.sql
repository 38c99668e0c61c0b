-- case_list_3: cases that the actor may see (case_seen), in the order `sort`, after the cursor `after`, that match all that is given: customer, state, opened
-- from `since` on and before `until`, what was typed (directory.search_query): it is in the case's number or title, or its customer is found by it
-- (customers_search); agent, queue, channel and disposition of one and the same interaction of theirs that has ended (routing.past). Orders: created_at (by id: cases are
-- opened in that order), changed_at (when it was opened, closed or reopened last), each with "-": descending. Rows: the case, and the cursor that stands after it; after
-- 2,000 that match, or a second, a page ends with a row without a case, whose cursor goes on. Read.
CREATE OR REPLACE FUNCTION messaging.case_list_3(tenant bigint, actor bigint, actor_role text, sort text, customer bigint, state text,
	agent bigint, queue bigint, channel bigint, disposition bigint, since timestamptz, until timestamptz, typed text, after text, limit_ integer)
RETURNS TABLE (item jsonb, cursor text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_custom_plan -- which index is best is known with the values
AS $$
<<f>>
DECLARE
	looked_at_most CONSTANT integer := 2000;
	page CONSTANT integer := least(limit_, 201);
	tenant CONSTANT bigint := case_list_3.tenant;
	words CONSTANT tsquery := directory.search_query(case_list_3.tenant, typed);
	all_ CONSTANT boolean := actor_role = 'administrator' OR customer IS NOT NULL; -- whoever sees a customer sees their cases
	looked CONSTANT integer := CASE WHEN all_ THEN page ELSE looked_at_most END;
	first_id bigint := 0;
	before_id bigint := 9223372036854775807;
	by_change CONSTANT boolean := ltrim(sort, '-') = 'changed_at';
	is_related CONSTANT boolean := COALESCE(agent, queue, channel, disposition) IS NOT NULL;
	o record; -- the order
	ids bigint[];
	places text[];
	until_ CONSTANT timestamptz := ops.clock() + interval '1 second';
	-- Until search_fill has made their entries, the cases themselves are looked through.
	is_filling CONSTANT boolean := EXISTS (SELECT FROM messaging.search_fill AS s WHERE s.kind = 'case');
	k messaging.case_;
	seen bigint[] := '{}';   -- customers whom the actor may see
	unseen bigint[] := '{}'; -- and may not
	is_seen boolean;
	looked_at integer := 0;
	found_ integer := 0;
BEGIN
	IF (typed IS NOT NULL AND words IS NULL)
		OR (customer IS NOT NULL AND NOT messaging.customer_seen(tenant, customer, actor, actor_role)) THEN
		RETURN;
	END IF;
	IF NOT by_change AND NOT is_filling THEN
		SELECT s.first_id, s.before_id INTO first_id, before_id FROM messaging.case_span(tenant, since, until) AS s;
	END IF;
	IF sort = '-created_at' AND NOT is_related AND customer IS NULL AND typed IS NULL AND NOT is_filling AND COALESCE(state, since::text, until::text) IS NOT NULL THEN
		-- The newest by state and time, which the entries for search have.
		before_id := least(before_id, COALESCE(after::bigint, before_id));
		ids := ARRAY(SELECT e.ref FROM messaging.search_entry AS e
			WHERE e.tenant = f.tenant AND e.kind = 'case' AND e.ref >= first_id AND e.ref < before_id
				AND (case_list_3.state IS NULL OR e.state = case_list_3.state)
				AND (since IS NULL OR e.made_at >= since) AND (until IS NULL OR e.made_at < until)
			ORDER BY e.ref DESC LIMIT looked);
		places := ids::text[];
	ELSE
		o := ops.list_order(sort, CASE WHEN by_change THEN 'GREATEST(c.created_at, c.closed_at, c.reopened_at)' END, 'c.id', CASE WHEN after IS NOT NULL THEN '$1' END);
		EXECUTE format('SELECT array_agg(l.id ORDER BY l.n), array_agg(l.place ORDER BY l.n) FROM (
			SELECT c.id, %1$s AS place, row_number() OVER (ORDER BY %3$s) AS n FROM messaging.case_ AS c
			WHERE c.tenant = $2 AND %2$s AND c.id >= $3 AND c.id < $4 AND ($5 IS NULL OR c.customer = $5) AND ($6 IS NULL OR c.state = $6)
				AND ($7 IS NULL OR c.created_at >= $7) AND ($8 IS NULL OR c.created_at < $8)
				AND (NOT $14 OR $7 IS NULL OR GREATEST(c.created_at, c.closed_at, c.reopened_at) >= $7)
				AND ($9 IS NULL OR c.id IN (
					SELECT e.ref FROM messaging.search_entry AS e WHERE e.tenant = $2 AND e.kind = ''case'' AND e.words @@ $9
					UNION
					SELECT o.id FROM messaging.search_entry AS e JOIN messaging.case_ AS o ON o.tenant = $2 AND o.customer = e.ref
					WHERE $5 IS NULL AND e.tenant = $2 AND e.kind = ''customer'' AND e.words @@ $9))
				AND (NOT $15 OR EXISTS (SELECT FROM routing.v_past AS p WHERE p.tenant = $2 AND p.case_id = c.id AND ($10 IS NULL OR p.agent = $10)
					AND ($11 IS NULL OR p.queue = $11) AND ($12 IS NULL OR p.channel = $12) AND ($13 IS NULL OR p.disposition = $13)))
			ORDER BY %3$s LIMIT $16) AS l', o.place, o.beyond, o.ranked)
		INTO ids, places
		USING CASE WHEN NOT by_change THEN after::bigint::text ELSE after END, tenant, first_id, before_id, customer, state, since, until, words,
			agent, queue, channel, disposition, by_change, is_related, looked;
	END IF;
	FOR k IN SELECT c.* FROM unnest(ids) WITH ORDINALITY AS l (id, n) JOIN messaging.case_ AS c ON c.tenant = f.tenant AND c.id = l.id ORDER BY l.n LOOP
		looked_at := looked_at + 1;
		is_seen := all_ OR k.customer = ANY (seen);
		IF is_seen IS NOT TRUE AND k.customer = ANY (unseen) IS NOT TRUE THEN
			is_seen := messaging.case_seen(k, actor, actor_role);
			seen := seen || CASE WHEN is_seen THEN k.customer END;
			unseen := unseen || CASE WHEN NOT is_seen THEN k.customer END;
		END IF;
		IF is_seen THEN
			found_ := found_ + 1;
			item := messaging.case_json(k.tenant, k.id);
			cursor := places[looked_at];
			RETURN NEXT;
			EXIT WHEN found_ = page;
		END IF;
		EXIT WHEN ops.clock() >= until_;
	END LOOP;
	IF found_ < page AND (cardinality(ids) = looked_at_most OR looked_at < cardinality(ids)) THEN
		item := NULL;
		cursor := places[looked_at];
		RETURN NEXT;
	END IF;
END $$;
