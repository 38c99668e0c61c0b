-- case_update: closes a case, or opens it again, with a note. One that is in that state already stays as it is, without a
-- change in its history; so does any where `state` is null. What it holds is not touched. Answers the case; 'stale_version' with the case when it is not the version
-- given; 'invalid'; 'not_found', also to who may not see it (case_seen).
-- Keys: case, customer (its), command.
CREATE OR REPLACE FUNCTION messaging.case_update(command bytea, fingerprint bytea, tenant bigint, actor bigint,
	actor_role text, id bigint, version bigint, state text, note text)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	k messaging.case_;
	need bigint[];
	clock timestamptz;
	words text := NULLIF(btrim(note), '');
	problem text;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	SELECT * INTO k FROM messaging.case_ AS r WHERE r.tenant = case_update.tenant AND r.id = case_update.id;
	need := ARRAY[ops.key('case', tenant, case_update.id::text)] -- and no erasure meanwhile
		|| CASE WHEN k.customer IS NOT NULL THEN ARRAY[ops.key('customer', tenant, k.customer::text)] ELSE '{}' END;
	IF NOT ops.keys_held(need) THEN
		RETURN ops.moved(need);
	END IF;
	problem := CASE
		WHEN NOT messaging.case_seen(k, actor, actor_role) THEN 'not_found'
		WHEN k.version <> COALESCE(case_update.version, k.version) THEN 'stale_version'
		WHEN length(words) > 1000 OR words IS NOT NULL AND state IS NULL THEN 'invalid' END;
	IF problem IS NULL AND k.state <> state THEN
		clock := greatest(ops.clock(), k.created_at);
		UPDATE messaging.case_ AS r
		SET state = case_update.state, version = r.version + 1,
			closed_at = CASE case_update.state WHEN 'closed' THEN clock END,
			closed_by = CASE case_update.state WHEN 'closed' THEN actor END,
			reopened_at = CASE case_update.state WHEN 'open' THEN clock ELSE r.reopened_at END,
			reopened_by = CASE case_update.state WHEN 'open' THEN actor ELSE r.reopened_by END
		WHERE r.tenant = k.tenant AND r.id = k.id;
		INSERT INTO messaging.case_change (tenant, case_id, version, state, at, actor, note)
		VALUES (k.tenant, k.id, k.version + 1, state, clock, actor, words);
		PERFORM ops.audit_add(tenant, actor, actor_role, CASE state WHEN 'closed' THEN 'case_close' ELSE 'case_reopen' END, 9,
			COALESCE(k.customer, 0), jsonb_build_object('case', k.id::text, 'number', k.number));
	END IF;
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, COALESCE(problem, 'ok'), CASE
		WHEN problem IS NULL THEN messaging.case_shown(tenant, id)
		WHEN problem = 'invalid' THEN ops.wrong_field('note', CASE WHEN state IS NULL THEN 'Goes with a change of the state.' ELSE 'Must be at most 1,000 characters long.' END)
		WHEN problem = 'stale_version' THEN jsonb_build_object('state', messaging.case_json(tenant, id)) END));
END $$;
