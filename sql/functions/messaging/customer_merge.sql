-- customer_merge: another customer's record becomes part of this one: numbers, e-mail addresses, conversations and cases are this one's from now on,
-- the other's notes are appended to its own. The other record keeps its name and notes for customer_unmerge, appears in no search and answers with `merged_into`.
-- Answers 'ok' with the card, also where the other is part of this one already; 'not_found', also of an erased one, and to an actor who may not see both now
-- (customer_seen); 'customer_merged': one of them is part of another record (body: `merged_into`); 'record_changed' when one of both is not of the version given, with this one's state where it is this one;
-- 'invalid': one and the same, notes of both over 8,000 characters, over 5,000 conversations and cases to move; 'too_many': over 14 numbers, over 13 of the other, or over 100 records in one;
-- 'open_interactions': more of the other's interactions have not ended than a batch has keys for (body: `interactions`).
-- Keys: customer of both, customer_number of each number of the other, customer_open_keys of its conversations, command.
CREATE OR REPLACE FUNCTION messaging.customer_merge(command bytea, fingerprint bytea, tenant bigint, actor bigint, actor_role text, id bigint, other bigint,
	version bigint, other_version bigint)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_custom_plan -- lists of thousands are hashed where the plan knows them
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	keys_most CONSTANT integer := 15; -- of a call that moves (DB_KEYS_MAX), besides the command's
	numbers_most CONSTANT integer := 14; -- as customer_erase
	parts_most CONSTANT integer := 100;
	moved_most CONSTANT integer := 5000;
	c messaging.customer;
	o messaging.customer;
	records integer; -- that would be part of this one
	need bigint[];
	numbers text[];
	own text[];
	conversations bigint[];
	cases bigint[];
	problem text;
	wrong jsonb;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	PERFORM ops.keys_assert(ops.key('customer', tenant, id::text), ops.key('customer', tenant, other::text));
	SELECT * INTO c FROM messaging.customer AS r WHERE r.tenant = customer_merge.tenant AND r.id = customer_merge.id;
	SELECT * INTO o FROM messaging.customer AS r WHERE r.tenant = customer_merge.tenant AND r.id = other;
	IF c.id IS NULL OR o.id IS NULL OR c.erased_at IS NOT NULL OR o.erased_at IS NOT NULL
		OR NOT messaging.customer_seen(tenant, id, actor, actor_role) OR NOT messaging.customer_seen(tenant, other, actor, actor_role) THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'not_found', NULL));
	ELSIF c.merged_into IS NULL AND o.merged_into IS NOT NULL AND messaging.customer_root(tenant, other) = id THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'ok', messaging.customer_card(tenant, id)));
	ELSIF COALESCE(c.merged_into, o.merged_into) IS NOT NULL THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'customer_merged',
			jsonb_build_object('merged_into', messaging.customer_root(tenant, CASE WHEN c.merged_into IS NOT NULL THEN id ELSE other END)::text)));
	END IF;
	numbers := messaging.numbers_of(tenant, other);
	own := messaging.numbers_of(tenant, id);
	records := cardinality(messaging.customer_parts(tenant, id) || messaging.customer_parts(tenant, other)) + 1;
	conversations := ARRAY(SELECT r.id FROM messaging.conversation AS r WHERE r.tenant = customer_merge.tenant AND r.customer = other LIMIT moved_most + 1);
	cases := ARRAY(SELECT k.id FROM messaging.case_ AS k WHERE k.tenant = customer_merge.tenant AND k.customer = other ORDER BY k.id LIMIT moved_most + 1);
	wrong := CASE
		WHEN id = other THEN ops.wrong_field('from', 'Must be another customer.')
		WHEN length(c.notes) + length(o.notes) + 1 > 8000 AND o.notes <> '' THEN
			ops.wrong_field('from', 'Together the notes exceed 8,000 characters: shorten them first.')
		WHEN cardinality(conversations) + cardinality(cases) > moved_most THEN
			ops.wrong_field('from', 'The other record has over 5,000 conversations and cases: merge the other way round.') END;
	need := ARRAY[ops.key('customer', tenant, id::text), ops.key('customer', tenant, other::text)]
		|| ARRAY(SELECT ops.key('customer_number', tenant, n.number) FROM unnest(numbers) AS n (number)) || messaging.customer_open_keys(tenant, conversations);
	problem := CASE
		WHEN version <> c.version OR other_version <> o.version THEN 'record_changed'
		WHEN wrong IS NOT NULL THEN 'invalid'
		WHEN (SELECT count(DISTINCT n.number) FROM unnest(own || numbers) AS n (number)) > numbers_most OR cardinality(numbers) > keys_most - 2
			OR records > parts_most THEN 'too_many'
		WHEN cardinality(need) > keys_most THEN 'open_interactions' END;
	IF problem IS NOT NULL THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, problem, CASE problem
			WHEN 'invalid' THEN wrong
			WHEN 'open_interactions' THEN messaging.open_interactions_body(tenant, conversations)
			WHEN 'too_many' THEN jsonb_build_object('detail', CASE WHEN records > parts_most THEN 'More than 100 records would be merged into one.'
				WHEN cardinality(numbers) > keys_most - 2 THEN 'The other record has over 13 numbers and e-mail addresses: merge the other way round, or remove one first.'
				ELSE format('Together they have over %s numbers and e-mail addresses: remove some first.', numbers_most) END)
			WHEN 'record_changed' THEN CASE WHEN version <> c.version THEN jsonb_build_object('state', (SELECT s.state FROM messaging.customer_state(tenant, id) AS s))
				ELSE jsonb_build_object('detail', 'The record that would become part of it has changed since you read it.') END END));
	ELSIF NOT ops.keys_held(need) THEN
		RETURN ops.moved(need);
	END IF;

	INSERT INTO messaging.customer_merge (tenant, gone, kept, at, actor, notes_at, numbers, shared)
	VALUES (customer_merge.tenant, other, customer_merge.id, ops.clock(), customer_merge.actor, length(c.notes), numbers,
		ARRAY(SELECT n.number FROM unnest(numbers) AS n (number) WHERE n.number = ANY (own)));
	INSERT INTO messaging.customer_moved (tenant, gone, kind, ref)
	SELECT customer_merge.tenant, other, 'conversation', m.ref FROM unnest(conversations) AS m (ref)
	UNION ALL
	SELECT customer_merge.tenant, other, 'case', m.ref FROM unnest(cases) AS m (ref);
	DELETE FROM messaging.customer_number AS n WHERE n.tenant = customer_merge.tenant AND n.customer = other;
	INSERT INTO messaging.customer_number (tenant, number, customer) SELECT customer_merge.tenant, n.number, customer_merge.id FROM unnest(numbers) AS n (number)
	ON CONFLICT DO NOTHING;
	UPDATE messaging.customer AS r SET merged_into = customer_merge.id, version = r.version + 1 WHERE r.tenant = o.tenant AND r.id = o.id;
	UPDATE messaging.customer AS r SET notes = c.notes || messaging.notes_added(length(c.notes), o.notes), version = r.version + 1 WHERE r.tenant = c.tenant AND r.id = c.id;
	PERFORM messaging.customer_move(tenant, id, conversations, cases);
	PERFORM messaging.customer_emit(tenant, id, 'customer.changed');
	PERFORM messaging.customer_emit(tenant, other, 'customer.changed');
	PERFORM ops.audit_add(tenant, actor, actor_role, 'customer_merge', 9, id, jsonb_build_object('from', other::text));
	PERFORM ops.audit_add(tenant, actor, actor_role, 'customer_merge', 9, other, jsonb_build_object('into', id::text));
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'ok', messaging.customer_card(tenant, id)));
END $$;
