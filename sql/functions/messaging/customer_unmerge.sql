-- customer_unmerge: undoes the newest merge into a customer, of `other`, within 30 days: `other` is a record of its own again, with the numbers, conversations and
-- cases that the merge moved and that are this customer's still. Conversations that came since by a number that goes back go with it, and the cases of these alone;
-- a number that this customer had as well is both's. Where a conversation and its case would be of different customers, it gets a new case (case_split). The other's notes
-- are removed from this one's where they stand as the merge left them.
-- Answers 'ok' with the card; 'not_found' (no such merge, or there is a newer one), also to who may not see the customer (customer_seen);
-- 'customer_merged': it is part of another record itself (body: `merged_into`); 'too_many': over 5,000 conversations came since, or as many would get a new case;
-- 'open_interactions': more interactions that go back have not ended than a batch has keys for (body: `interactions`).
-- Keys: customer of both, customer_number of each number that goes back, customer_open_keys of the conversations that go back or get a new case, command.
CREATE OR REPLACE FUNCTION messaging.customer_unmerge(command bytea, fingerprint bytea, tenant bigint, actor bigint, actor_role text, id bigint, other bigint)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_custom_plan -- lists of thousands are hashed where the plan knows them
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	keys_most CONSTANT integer := 15; -- as customer_merge
	since_most CONSTANT integer := 5000;
	c messaging.customer;
	o messaging.customer;
	m messaging.customer_merge;
	need bigint[];
	numbers text[];  -- that go back
	alone text[];    -- of these, that this customer did not have
	since_ bigint[]; -- conversations
	conversations bigint[];
	cases bigint[];
	linked bigint[];      -- conversations
	linked_to bigint[];   -- the case of each
	crossing bigint[];    -- of these, those whose case is of the other side
	crossing_to bigint[]; -- the case of each
	l record;
	added text;
	problem text;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	PERFORM ops.keys_assert(ops.key('customer', tenant, id::text), ops.key('customer', tenant, other::text));
	SELECT * INTO c FROM messaging.customer AS r WHERE r.tenant = customer_unmerge.tenant AND r.id = customer_unmerge.id;
	SELECT * INTO o FROM messaging.customer AS r WHERE r.tenant = customer_unmerge.tenant AND r.id = other;
	SELECT * INTO m FROM messaging.customer_merge_last(tenant, id);
	IF m.gone IS DISTINCT FROM other OR NOT messaging.customer_seen(tenant, id, actor, actor_role) THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'not_found', NULL));
	ELSIF c.merged_into IS NOT NULL THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'customer_merged', jsonb_build_object('merged_into', messaging.customer_root(tenant, id)::text)));
	END IF;
	numbers := ARRAY(SELECT n.number FROM unnest(messaging.numbers_of(tenant, id)) AS n (number) WHERE n.number = ANY (m.numbers));
	alone := ARRAY(SELECT n.number FROM unnest(numbers) AS n (number) WHERE n.number <> ALL (m.shared));
	since_ := ARRAY(SELECT r.id FROM messaging.conversation AS r
		WHERE r.tenant = customer_unmerge.tenant AND r.customer = customer_unmerge.id AND r.opened_at > m.at
			AND (r.number = ANY (alone) OR (r.number LIKE 'web:%' AND messaging.visitor_mail(r.tenant, r.number) = ANY (alone)))
		LIMIT since_most + 1);
	conversations := ARRAY(SELECT v.ref FROM messaging.customer_moved AS v WHERE v.tenant = customer_unmerge.tenant AND v.gone = other AND v.kind = 'conversation');
	conversations := ARRAY(SELECT r.id FROM messaging.conversation AS r
		WHERE r.tenant = customer_unmerge.tenant AND r.id = ANY (since_ || conversations) AND r.customer = customer_unmerge.id);
	SELECT COALESCE(array_agg(s.conversation), '{}'), COALESCE(array_agg(s.case_id), '{}') INTO linked, linked_to FROM messaging.customer_case_links(tenant, id) AS s;
	cases := ARRAY(SELECT v.ref FROM messaging.customer_moved AS v WHERE v.tenant = customer_unmerge.tenant AND v.gone = other AND v.kind = 'case');
	cases := ARRAY(
		SELECT k.id FROM messaging.case_ AS k
		WHERE k.tenant = customer_unmerge.tenant AND k.id = ANY (cases) AND k.customer = customer_unmerge.id
		UNION
		SELECT k.id FROM (
			SELECT s.case_id FROM unnest(linked, linked_to) AS s (conversation, case_id) GROUP BY s.case_id HAVING bool_and(s.conversation = ANY (conversations))) AS only_
		JOIN messaging.case_ AS k ON k.tenant = customer_unmerge.tenant AND k.id = only_.case_id
		WHERE k.created_at > m.at
		ORDER BY 1);
	SELECT COALESCE(array_agg(s.conversation ORDER BY s.conversation), '{}'), COALESCE(array_agg(s.case_id ORDER BY s.conversation), '{}') INTO crossing, crossing_to
	FROM unnest(linked, linked_to) AS s (conversation, case_id) WHERE (s.conversation = ANY (conversations)) <> (s.case_id = ANY (cases));
	need := ARRAY[ops.key('customer', tenant, id::text), ops.key('customer', tenant, other::text)]
		|| ARRAY(SELECT ops.key('customer_number', tenant, n.number) FROM unnest(numbers) AS n (number)) || messaging.customer_open_keys(tenant, conversations || crossing);
	problem := CASE WHEN greatest(cardinality(since_), cardinality(crossing)) > since_most THEN 'too_many' WHEN cardinality(need) > keys_most THEN 'open_interactions' END;
	IF problem IS NOT NULL THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, problem, CASE problem
			WHEN 'too_many' THEN jsonb_build_object('detail', 'Over 5,000 conversations would go back, or would get a new case.')
			WHEN 'open_interactions' THEN messaging.open_interactions_body(tenant, conversations || crossing) END));
	ELSIF NOT ops.keys_held(need) THEN
		RETURN ops.moved(need);
	END IF;

	DELETE FROM messaging.customer_number AS n WHERE n.tenant = customer_unmerge.tenant AND n.customer = customer_unmerge.id AND n.number = ANY (alone);
	INSERT INTO messaging.customer_number (tenant, number, customer) SELECT customer_unmerge.tenant, n.number, other FROM unnest(numbers) AS n (number);
	UPDATE messaging.customer AS r SET merged_into = NULL, version = r.version + 1 WHERE r.tenant = o.tenant AND r.id = o.id;
	added := messaging.notes_added(m.notes_at, o.notes);
	UPDATE messaging.customer AS r SET notes = CASE WHEN substr(r.notes, m.notes_at + 1, length(added)) = added THEN overlay(r.notes PLACING '' FROM m.notes_at + 1 FOR length(added))
		WHEN right(r.notes, length(added)) = added THEN left(r.notes, length(r.notes) - length(added)) ELSE r.notes END, version = r.version + 1
	WHERE r.tenant = c.tenant AND r.id = c.id;
	FOR l IN
		SELECT s.case_id, array_agg(s.conversation ORDER BY s.conversation) AS conversations FROM unnest(crossing, crossing_to) AS s (conversation, case_id)
		GROUP BY s.case_id ORDER BY s.case_id
	LOOP
		PERFORM messaging.case_split(tenant, l.case_id, l.conversations, CASE WHEN l.case_id = ANY (cases) THEN id ELSE other END, actor, actor_role);
	END LOOP;
	PERFORM messaging.customer_move(tenant, other, conversations, cases);
	DELETE FROM messaging.customer_merge AS r WHERE r.tenant = customer_unmerge.tenant AND r.gone = other;
	DELETE FROM messaging.customer_moved AS v WHERE v.tenant = customer_unmerge.tenant AND v.gone = other;
	-- With the other's notes: an erasure of the other would not find them. Their events show the record as it is now.
	DELETE FROM messaging.customer_version AS v WHERE v.tenant = customer_unmerge.tenant AND v.customer = customer_unmerge.id AND v.at >= m.at;
	PERFORM messaging.customer_emit(tenant, id, 'customer.changed');
	PERFORM messaging.customer_emit(tenant, other, 'customer.changed');
	PERFORM ops.audit_add(tenant, actor, actor_role, 'customer_unmerge', 9, id, jsonb_build_object('from', other::text));
	PERFORM ops.audit_add(tenant, actor, actor_role, 'customer_unmerge', 9, other, jsonb_build_object('into', id::text));
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'ok', messaging.customer_card(tenant, id)));
END $$;
