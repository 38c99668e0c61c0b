-- case_list_2: cases that the actor may see (case_seen), newest first, after the cursor `after`, that match all that is given: customer, state, opened
-- from `since` on and before `until`, and what was typed (directory.search_query): it is in the case's number or title, or its customer is found by it
-- (customers_search). Rows: the case, and the cursor that stands after it; after
-- 2,000 that match, or a second, a page ends with a row without a case, whose cursor goes on. Read.
CREATE OR REPLACE FUNCTION messaging.case_list_2(tenant bigint, actor bigint, actor_role text, customer bigint, state text,
	since timestamptz, until timestamptz, typed text, after text, limit_ integer)
RETURNS TABLE (item jsonb, cursor text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_custom_plan -- which index is best is known with the values
AS $$
<<f>>
DECLARE
	-- Cases are opened in the order of their ids, but for those of one moment: among so many the one before may be of later.
	moment CONSTANT bigint := 10000;
	looked_at_most CONSTANT integer := 2000;
	page CONSTANT integer := least(limit_, 201);
	tenant CONSTANT bigint := case_list_2.tenant;
	words CONSTANT tsquery := directory.search_query(case_list_2.tenant, typed);
	all_ CONSTANT boolean := actor_role = 'administrator' OR customer IS NOT NULL; -- whoever sees a customer sees their cases
	looked CONSTANT integer := CASE WHEN all_ THEN page ELSE looked_at_most END;
	first_id bigint := 0;
	before_id bigint := COALESCE(after::bigint, 9223372036854775807);
	ids bigint[];
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
	ELSIF customer IS NOT NULL THEN
		ids := ARRAY(SELECT c.id FROM messaging.case_ AS c
			WHERE c.tenant = f.tenant AND c.customer = case_list_2.customer AND c.id < before_id AND c.state = COALESCE(case_list_2.state, c.state)
				AND c.created_at >= COALESCE(since, '-infinity') AND c.created_at < COALESCE(until, 'infinity')
				AND (typed IS NULL OR EXISTS (SELECT FROM messaging.search_entry AS e
					WHERE e.tenant = c.tenant AND e.kind = 'case' AND e.ref = c.id AND e.words @@ f.words))
			ORDER BY c.id DESC LIMIT looked);
	ELSIF typed IS NOT NULL THEN
		ids := ARRAY(SELECT c.id FROM messaging.case_ AS c
			WHERE c.tenant = f.tenant AND c.id < before_id AND c.state = COALESCE(case_list_2.state, c.state)
				AND c.created_at >= COALESCE(since, '-infinity') AND c.created_at < COALESCE(until, 'infinity')
				AND c.id IN (
					SELECT e.ref FROM messaging.search_entry AS e WHERE e.tenant = f.tenant AND e.kind = 'case' AND e.words @@ f.words
					UNION
					SELECT o.id FROM messaging.search_entry AS e JOIN messaging.case_ AS o ON o.tenant = f.tenant AND o.customer = e.ref
					WHERE e.tenant = f.tenant AND e.kind = 'customer' AND e.words @@ f.words)
			ORDER BY c.id DESC LIMIT looked);
	ELSIF COALESCE(case_list_2.state, since::text, until::text) IS NOT NULL THEN
		IF since IS NOT NULL AND NOT is_filling THEN
			first_id := COALESCE((SELECT e.ref - moment FROM messaging.search_entry AS e
				WHERE e.tenant = f.tenant AND e.kind = 'case' AND e.made_at >= since ORDER BY e.made_at, e.ref LIMIT 1), before_id);
		END IF;
		IF until IS NOT NULL AND NOT is_filling THEN
			before_id := least(before_id, COALESCE((SELECT e.ref + moment FROM messaging.search_entry AS e
				WHERE e.tenant = f.tenant AND e.kind = 'case' AND e.made_at < until ORDER BY e.made_at DESC, e.ref DESC LIMIT 1), 0));
		END IF;
		ids := ARRAY(SELECT e.ref FROM messaging.search_entry AS e
			WHERE NOT is_filling AND e.tenant = f.tenant AND e.kind = 'case' AND e.ref >= first_id AND e.ref < before_id
				AND (case_list_2.state IS NULL OR e.state = case_list_2.state)
				AND (since IS NULL OR e.made_at >= since) AND (until IS NULL OR e.made_at < until)
			UNION ALL
			SELECT c.id FROM messaging.case_ AS c
			WHERE is_filling AND c.tenant = f.tenant AND c.id < before_id AND (case_list_2.state IS NULL OR c.state = case_list_2.state)
				AND (since IS NULL OR c.created_at >= since) AND (until IS NULL OR c.created_at < until)
			ORDER BY 1 DESC LIMIT looked);
	ELSE
		ids := ARRAY(SELECT c.id FROM messaging.case_ AS c WHERE c.tenant = f.tenant AND c.id < before_id ORDER BY c.id DESC LIMIT looked);
	END IF;
	FOR k IN SELECT c.* FROM messaging.case_ AS c WHERE c.tenant = f.tenant AND c.id = ANY (ids) ORDER BY c.id DESC LOOP
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
			cursor := k.id::text;
			RETURN NEXT;
			EXIT WHEN found_ = page;
		END IF;
		EXIT WHEN ops.clock() >= until_;
	END LOOP;
	IF found_ < page AND (cardinality(ids) = looked_at_most OR looked_at < cardinality(ids)) THEN
		item := NULL;
		cursor := ids[looked_at]::text;
		RETURN NEXT;
	END IF;
END $$;
