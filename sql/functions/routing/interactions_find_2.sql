-- interactions_find_2: as interactions_find, in the order `sort`: started_at (by id: interactions begin in that order), -started_at, ended_at, -ended_at (of what
-- has ended, by the end and the id). Rows: the frame, and the cursor that stands after it; after 2,000 that match, or a second, a page ends with a row without a frame,
-- whose cursor goes on. Read.
CREATE OR REPLACE FUNCTION routing.interactions_find_2(tenant bigint, actor bigint, actor_role text, sort text, state text, agent bigint, queue bigint,
	channel bigint, customer bigint, case_id bigint, disposition bigint, since timestamptz, until timestamptz, typed text,
	after text, limit_ integer)
RETURNS TABLE (item jsonb, cursor text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
<<f>>
DECLARE
	looked_at_most CONSTANT integer := 2000;
	page CONSTANT integer := least(limit_, 201);
	tenant CONSTANT bigint := interactions_find_2.tenant;
	words CONSTANT tsquery := directory.search_query(interactions_find_2.tenant, typed);
	all_ CONSTANT boolean := actor_role IN ('administrator', 'integrator');
	by_end CONSTANT boolean := ltrim(sort, '-') = 'ended_at';
	with_open CONSTANT boolean := COALESCE(state, 'open') <> 'ended' AND typed IS NULL AND NOT by_end;
	with_past CONSTANT boolean := COALESCE(state, 'ended') = 'ended' AND (typed IS NULL OR words IS NOT NULL AND actor_role <> 'integrator');
	until_ CONSTANT timestamptz := ops.clock() + interval '1 second';
	o record; -- the order, of what has ended
	span record;
	served bigint[]; -- the queues that the actor serves
	team bigint[];   -- whose interactions the actor may see
	one record;
	looked_at integer := 0;
	found_ integer := 0;
BEGIN
	IF sort = '-started_at' THEN
		RETURN QUERY SELECT l.item, l.cursor FROM routing.interactions_find(tenant, actor, actor_role, state, agent, queue, channel, customer, case_id, disposition,
			since, until, typed, after, limit_) AS l;
		RETURN;
	END IF;
	served := ARRAY(SELECT m.queue FROM routing.member AS m WHERE m.tenant = f.tenant AND m.agent = actor AND m.enabled);
	team := ARRAY(SELECT actor UNION SELECT s.agent FROM routing.supervised(f.tenant, actor) AS s WHERE actor_role = 'supervisor');
	o := ops.list_order(sort, CASE WHEN by_end THEN 'p.ended_at' END, 'p.interaction', CASE WHEN after IS NOT NULL THEN '$1' END);
	span := routing.past_span(tenant, since, until);
	FOR one IN EXECUTE format('(SELECT p.interaction AS id, p.ended_at, p.agent, p.queue, %1$s AS place, false AS is_seen
			FROM routing.past_matching($2, $3, $4, $6, $7, $8, $9, $10, $11, $12, $13, $14) AS p
			WHERE $15 AND %2$s AND (NOT $17 OR $12 IS NULL OR p.ended_at >= $12) ORDER BY %3$s LIMIT $18)
		UNION ALL
		(SELECT p.id, NULL, p.agent, p.queue, p.id::text, true
			FROM routing.open_matching($2, $5, $6, $7, $8, $9, $10, $11, $12, $13) AS p
			WHERE $16 AND ($22 IS NULL OR p.id > $22) AND ($19 OR routing.interaction_visible(p, $20, $21)) ORDER BY p.id LIMIT $18)
		ORDER BY %4$s LIMIT $18', o.place, o.beyond, o.ranked, (ops.list_order(sort, CASE WHEN by_end THEN 'ended_at' END, 'id', NULL)).ranked)
		USING after, tenant, span.first_id, span.before_id, state, agent, queue, channel, customer, case_id, disposition,
			since, until, words, with_past, with_open, by_end, looked_at_most, all_, actor, actor_role,
			CASE WHEN NOT by_end THEN after::bigint END
	LOOP
		looked_at := looked_at + 1;
		cursor := one.place;
		IF all_ OR one.is_seen OR one.queue = ANY (served) OR EXISTS (SELECT FROM routing.offer AS r
			WHERE r.tenant = f.tenant AND r.interaction = one.id AND r.agent = ANY (team) AND (r.state = 'accepted' OR r.state = 'made' AND r.agent <> actor)
				-- Who gave it away does not find it by what was said later.
				AND (f.words IS NULL OR r.agent <> actor OR one.agent = actor OR r.left_at IS NULL)) THEN
			found_ := found_ + 1;
			item := routing.interaction_shown(tenant, one.id, actor_role);
			RETURN NEXT;
		END IF;
		EXIT WHEN found_ = page OR ops.clock() >= until_;
	END LOOP;
	IF found_ < page AND looked_at > 0 AND (looked_at = looked_at_most OR ops.clock() >= until_) THEN
		item := NULL;
		RETURN NEXT;
	END IF;
END $$;
