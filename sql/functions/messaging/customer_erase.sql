-- customer_erase: begins the erasure of a customer (AD-7, rule 31): record, numbers, cases' titles and notes at
-- once; texts, notes and carriers' calls by erasures_step. Order, count and hashes of transcripts stay, and
-- opt-outs, which are keyed hashes. What was said with Work users by their own numbers goes, too. Records that are
-- part of this one are erased with it, each by an erasure of its own. Asked again it answers the same erasure.
-- `dry_run` counts and changes nothing.
-- Outcomes: ok (body: the erasure), not_found, open_interactions (one is open, or in wrap-up: end it
-- first), texts_under_way (a text to them still waits to be sent),
-- callback_open (somebody is to call them back: do that first), too_many (over 14 numbers), customer_merged (it is
-- part of another record, which is to be erased: body `merged_into`).
-- Keys: customer, customer_number of each number, command.
CREATE OR REPLACE FUNCTION messaging.customer_erase(command bytea, fingerprint bytea, tenant bigint, actor bigint,
	actor_role text, id bigint, dry_run boolean)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	need bigint[];
	at_now timestamptz;
	c messaging.customer;
	e messaging.erasure;
	all_numbers text[];
	cases bigint[];
	parts bigint[];
	open_ jsonb;
	problem text;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	all_numbers := messaging.numbers_of(tenant, id);
	IF cardinality(all_numbers) > 14 THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'too_many', NULL));
	END IF;
	need := ops.key('customer', tenant, id::text) || ARRAY(SELECT ops.key('customer_number', tenant, n.number)
		FROM unnest(all_numbers) AS n (number));
	IF NOT ops.keys_held(need) THEN
		RETURN ops.moved(need);
	END IF;
	at_now := ops.clock();
	SELECT * INTO c FROM messaging.customer AS r WHERE r.tenant = customer_erase.tenant AND r.id = customer_erase.id;
	SELECT * INTO e FROM messaging.erasure AS r WHERE r.tenant = customer_erase.tenant AND r.customer = customer_erase.id;
	IF c.id IS NULL OR e.id IS NOT NULL THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark,
			CASE WHEN c.id IS NULL THEN 'not_found' ELSE 'ok' END, CASE WHEN e.id IS NOT NULL THEN messaging.erasure_json(e) END));
	END IF;
	IF c.merged_into IS NOT NULL THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'customer_merged', jsonb_build_object('merged_into', messaging.customer_root(tenant, id)::text)));
	END IF;

	parts := messaging.customer_parts(tenant, id); -- they change with their root's key alone
	e.customer := id;
	e.numbers := messaging.customer_numbers(tenant, id);
	e.conversations := ARRAY(SELECT r.id FROM messaging.customer_conversations(tenant, customer_erase.id) AS r
		UNION SELECT r.id FROM messaging.conversation AS r WHERE r.tenant = customer_erase.tenant AND r.number = ANY (e.numbers)
			AND r.owner IS NOT NULL AND r.erased_at IS NULL
		UNION SELECT r.id FROM messaging.conversation AS r WHERE r.tenant = customer_erase.tenant AND r.customer = ANY (parts) AND r.erased_at IS NULL ORDER BY 1);
	e.counts := messaging.erasure_counts(tenant, id, e.numbers, e.conversations) || jsonb_build_object('records', cardinality(parts) + 1);
	open_ := (SELECT jsonb_agg(i.id::text ORDER BY i.id) FROM routing.v_interaction AS i
		WHERE i.tenant = customer_erase.tenant AND i.conversation = ANY (e.conversations) AND i.state <> 'ended');
	problem := CASE WHEN open_ IS NOT NULL OR EXISTS (SELECT FROM messaging.conversation AS r
			WHERE r.tenant = customer_erase.tenant AND r.id = ANY (e.conversations) AND r.state = 'open' AND r.owner IS NULL) THEN 'open_interactions'
		WHEN sms.outbox_open(tenant, e.conversations) THEN 'texts_under_way'
		WHEN routing.callback_open(tenant, e.conversations) THEN 'callback_open' END;
	IF problem IS NOT NULL THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, problem,
			CASE WHEN open_ IS NOT NULL THEN jsonb_build_object('interactions', open_) END));
	ELSIF dry_run THEN
		RETURN ops.answer(mark, 'ok', jsonb_build_object('customer', id::text, 'counts', e.counts, 'dry_run', true));
	END IF;

	e.words := format('Erased on %s by %s', to_char(at_now AT TIME ZONE 'UTC', 'YYYY-MM-DD'),
		COALESCE((SELECT u.name FROM directory.v_user AS u WHERE u.tenant = customer_erase.tenant AND u.id = actor), actor_role));
	INSERT INTO messaging.erasure (tenant, customer, asked_at, asked_by, words, counts, conversations, numbers, patterns)
	VALUES (tenant, id, at_now, actor, e.words, e.counts, e.conversations, e.numbers, messaging.erasure_patterns(c, all_numbers, e.conversations))
	RETURNING * INTO e;
	INSERT INTO messaging.erasure (tenant, customer, asked_at, asked_by, words, counts, conversations, numbers, patterns)
	SELECT p.tenant, p.id, at_now, actor, e.words, messaging.erasure_counts(p.tenant, p.id, '{}', '{}') || '{"records": 1}', '{}', '{}', messaging.erasure_patterns(p, '{}', '{}')
	FROM messaging.customer AS p WHERE p.tenant = customer_erase.tenant AND p.id = ANY (parts) ORDER BY p.id;
	WITH changed AS (
		UPDATE messaging.case_ AS k
		SET title = 'Erased', customer = customer_erase.id, customer_number = NULL, version = k.version + 1
		WHERE k.tenant = customer_erase.tenant
			AND (k.customer = ANY (parts || customer_erase.id) OR (k.customer IS NULL AND k.customer_number = ANY (e.numbers)))
		RETURNING k.id)
	SELECT array_agg(g.id) INTO cases FROM changed AS g;
	UPDATE messaging.case_change AS h SET note = NULL FROM messaging.case_ AS k
	WHERE h.tenant = customer_erase.tenant AND h.note IS NOT NULL AND k.tenant = h.tenant AND k.id = h.case_id AND k.customer = customer_erase.id;
	PERFORM FROM messaging.customer_version AS v WHERE v.tenant = customer_erase.tenant AND (v.customer = ANY (parts || customer_erase.id) OR v.numbers && e.numbers)
	ORDER BY v.customer, v.version FOR UPDATE; -- in one order: two erasures may each change the other's
	DELETE FROM messaging.customer_version AS v WHERE v.tenant = customer_erase.tenant AND v.customer = ANY (parts || customer_erase.id);
	UPDATE messaging.customer_version AS v SET numbers = ARRAY(SELECT n.number FROM unnest(v.numbers) AS n (number) WHERE n.number <> ALL (e.numbers))
	WHERE v.tenant = customer_erase.tenant AND v.numbers && e.numbers; -- of another, who had one of them once
	UPDATE messaging.customer_merge AS v SET can_undo = false, numbers = '{}', shared = '{}' WHERE v.tenant = customer_erase.tenant AND v.gone = ANY (parts);
	DELETE FROM messaging.customer_moved AS v WHERE v.tenant = customer_erase.tenant AND v.gone = ANY (parts);
	DELETE FROM messaging.customer_number AS n WHERE n.tenant = customer_erase.tenant AND n.customer = customer_erase.id;
	UPDATE messaging.customer AS r
	SET name = 'Erased', company = NULL, language = NULL, notes = '', erased_at = at_now, version = r.version + 1
	WHERE r.tenant = customer_erase.tenant AND r.id = ANY (parts || customer_erase.id);
	PERFORM messaging.case_emit(tenant, g.id, 'case.changed') FROM unnest(cases) AS g (id);
	PERFORM ops.emit_public(r.tenant, 9, r.id, r.version, 'customer.erased') FROM messaging.customer AS r
	WHERE r.tenant = customer_erase.tenant AND r.id = ANY (parts || customer_erase.id);
	PERFORM ops.audit_add(tenant, actor, actor_role, 'customer_erase', 9, id,
		jsonb_build_object('erasure', e.id::text, 'counts', e.counts));
	PERFORM ops.audit_add(tenant, actor, actor_role, 'customer_erase', 9, p.id, jsonb_build_object('into', customer_erase.id::text)) FROM unnest(parts) AS p (id);
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'ok', messaging.erasure_json(e)));
END $$;
