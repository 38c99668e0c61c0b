-- interactions_find: interactions that the actor may see (interaction_seen_until), newest first, after the cursor `after`, that match all that is given:
-- state ('open': not ended), agent who has it or had it at its end, queue, channel, customer, case, disposition, begun from `since` on and before
-- `until`, and what somebody typed (directory.search_query): all of it is found in the texts or the note, or it is the end of the number; what goes on has no words.
-- What has ended is found a moment after it has (past_advance). An API key (role 'integrator') sees the tenant's, but asks for no words.
-- Rows: the frame, and its cursor, as interactions_list has them. Read.
--
-- Of what goes on there is never much: it is looked through. What has ended has an index for each way to ask; who has no right to all is answered
-- queue by queue and agent by agent: what few may see is not looked for among all.
CREATE OR REPLACE FUNCTION routing.interactions_find(tenant bigint, actor bigint, actor_role text, state text, agent bigint, queue bigint,
	channel bigint, customer bigint, case_id bigint, disposition bigint, since timestamptz, until timestamptz, typed text,
	after text, limit_ integer)
RETURNS TABLE (item jsonb, cursor text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_custom_plan -- which index is best is known with the values
AS $$
<<f>>
DECLARE
	tenant CONSTANT bigint := interactions_find.tenant;
	page CONSTANT integer := least(limit_, 201);
	words CONSTANT tsquery := directory.search_query(interactions_find.tenant, typed);
	all_ CONSTANT boolean := actor_role IN ('administrator', 'integrator');
	with_open CONSTANT boolean := COALESCE(state, 'open') <> 'ended' AND typed IS NULL;
	with_past CONSTANT boolean := COALESCE(state, 'ended') = 'ended' AND (typed IS NULL OR words IS NOT NULL AND actor_role <> 'integrator');
	first_id bigint := 0;
	before_id bigint := COALESCE(after::bigint, 9223372036854775807);
	served bigint[]; -- the queues that the actor serves
	team bigint[];   -- whose interactions the actor may see
	ids bigint[];
BEGIN
	IF NOT all_ THEN
		served := ARRAY(SELECT m.queue FROM routing.member AS m
			WHERE m.tenant = f.tenant AND m.agent = actor AND m.enabled AND m.queue = COALESCE(interactions_find.queue, m.queue));
		team := ARRAY(SELECT actor UNION SELECT s.agent FROM routing.supervised(f.tenant, actor) AS s WHERE actor_role = 'supervisor');
	END IF;
	IF with_open THEN
		ids := ARRAY(SELECT i.id FROM routing.open_matching(tenant, state, agent, queue, channel, customer, case_id, disposition, since, until) AS i
			WHERE i.id < before_id AND (all_ OR routing.interaction_visible(i, actor, actor_role))
			ORDER BY i.id DESC LIMIT page);
	END IF;
	IF with_past THEN
		SELECT s.first_id, least(f.before_id, s.before_id) INTO first_id, before_id FROM routing.past_span(tenant, since, until) AS s;
	END IF;
	IF with_past AND all_ THEN
		ids := ids || ARRAY(SELECT p.interaction FROM routing.past_matching(tenant, first_id, before_id, agent, queue, channel, customer, case_id,
			disposition, since, until, words) AS p ORDER BY p.interaction DESC LIMIT page);
	ELSIF with_past THEN
		ids := ids || ARRAY(
			SELECT o.interaction FROM unnest(served) AS s (queue) CROSS JOIN LATERAL (
				SELECT p.interaction FROM routing.past_matching(f.tenant, first_id, before_id, interactions_find.agent, NULL, interactions_find.channel,
					interactions_find.customer, interactions_find.case_id, interactions_find.disposition, since, until, f.words) AS p
				WHERE p.queue = s.queue ORDER BY p.interaction DESC LIMIT page) AS o
			UNION
			SELECT o.interaction FROM unnest(team) AS t (agent) CROSS JOIN LATERAL (
				SELECT DISTINCT p.interaction FROM routing.offer AS r
				JOIN routing.past_matching(f.tenant, first_id, before_id, interactions_find.agent, interactions_find.queue, interactions_find.channel,
					interactions_find.customer, interactions_find.case_id, interactions_find.disposition, since, until, f.words) AS p ON p.interaction = r.interaction
				WHERE r.tenant = f.tenant AND r.agent = t.agent AND (r.state = 'accepted' OR r.state = 'made' AND t.agent <> actor)
					-- Who gave it away does not find it by what was said later.
					AND (f.words IS NULL OR t.agent <> actor OR p.agent = actor OR r.left_at IS NULL)
				ORDER BY p.interaction DESC LIMIT page) AS o);
	END IF;
	RETURN QUERY SELECT routing.interaction_shown(f.tenant, u.id, actor_role), u.id::text
	FROM (SELECT DISTINCT i.id FROM unnest(ids) AS i (id) ORDER BY i.id DESC LIMIT page) AS u
	ORDER BY u.id DESC;
END $$;
DROP FUNCTION IF EXISTS routing.past_asked(bigint, text); -- directory.search_query took its place
