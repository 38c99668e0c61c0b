-- customers_search: customers that the actor may see (customer_seen), newest first, after the cursor `after`, whose name, company, e-mail addresses or
-- numbers have what was typed (directory.search_query); null: all. Rows: the frame, and the cursor that stands after it. Where most of
-- them may not be seen, a page ends after 2,000, or a second: with a row without a frame, whose cursor goes on. Read.
CREATE OR REPLACE FUNCTION messaging.customers_search(tenant bigint, actor bigint, actor_role text, typed text, after text, limit_ integer)
RETURNS TABLE (item jsonb, cursor text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_custom_plan
AS $$
<<f>>
DECLARE
	page CONSTANT integer := least(limit_, 201);
	looked_at_most CONSTANT integer := 2000;
	words CONSTANT tsquery := directory.search_query(customers_search.tenant, typed);
	all_ CONSTANT boolean := actor_role IN ('administrator', 'integrator');
	before_id CONSTANT bigint := COALESCE(after::bigint, 9223372036854775807);
	until CONSTANT timestamptz := ops.clock() + interval '1 second';
	one bigint;
	looked integer := 0;
	found_ integer := 0;
BEGIN
	FOR one IN
		SELECT c.id FROM messaging.customer AS c
		WHERE typed IS NULL AND c.tenant = customers_search.tenant AND c.id < before_id AND c.erased_at IS NULL AND c.merged_into IS NULL
		UNION ALL
		SELECT e.ref FROM messaging.search_entry AS e
		WHERE f.words IS NOT NULL AND e.tenant = customers_search.tenant AND e.kind = 'customer' AND e.ref < before_id AND e.words @@ f.words
		ORDER BY 1 DESC LIMIT looked_at_most
	LOOP
		looked := looked + 1;
		IF all_ OR messaging.customer_seen(customers_search.tenant, one, actor, actor_role) THEN
			found_ := found_ + 1;
			item := ops.frame(9, customers_search.tenant, one);
			cursor := one::text;
			RETURN NEXT;
			EXIT WHEN found_ = page;
		END IF;
		EXIT WHEN ops.clock() >= until;
	END LOOP;
	IF found_ < page AND looked > 0 AND (looked = looked_at_most OR ops.clock() >= until) THEN
		item := NULL;
		cursor := one::text;
		RETURN NEXT;
	END IF;
END $$;
