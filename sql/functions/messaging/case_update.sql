-- case_update: closes a case, or opens it again, with a note. One that is in that state already stays as it is, without a
-- change in its history; so does any where `state` is null. What it holds is not touched. Answers the case; 'stale_version' with the case when it is not the version
-- given; 'invalid': the note is too long, nothing changes that it could go with, or its customer was erased; 'not_found', also to who may not see it (case_seen).
-- Keys: case, customer or customer_number (its), command.
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
	words text := NULLIF(btrim(note), '');
	wrong_note text;
	problem text;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	SELECT * INTO k FROM messaging.case_ AS r WHERE r.tenant = case_update.tenant AND r.id = case_update.id;
	-- And no erasure meanwhile, nor a customer that its number gets.
	need := array_remove(messaging.case_keys(tenant, id) || CASE WHEN k.customer IS NULL THEN ops.key('customer_number', tenant, k.customer_number) END, NULL);
	IF NOT ops.keys_held(need) THEN
		RETURN ops.moved(need);
	END IF;
	wrong_note := CASE
		WHEN words IS NULL THEN NULL
		WHEN length(words) > 1000 THEN 'Must be at most 1,000 characters long.'
		WHEN k.state IS NOT DISTINCT FROM COALESCE(state, k.state) THEN 'Goes with a change of the state.'
		WHEN EXISTS (SELECT FROM messaging.customer AS c WHERE c.tenant = k.tenant AND c.id = k.customer AND c.erased_at IS NOT NULL) THEN
			'The customer was erased: nothing is noted of them any more.' END;
	problem := CASE
		WHEN NOT messaging.case_seen(k, actor, actor_role) THEN 'not_found'
		WHEN k.version <> COALESCE(case_update.version, k.version) THEN 'stale_version'
		WHEN wrong_note IS NOT NULL THEN 'invalid' END;
	IF problem IS NULL AND k.state <> state THEN
		PERFORM messaging.case_state_set(k, state, actor, actor_role, words);
	END IF;
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, COALESCE(problem, 'ok'), CASE
		WHEN problem IS NULL THEN messaging.case_json(tenant, id) || jsonb_build_object('changes', messaging.case_changes(tenant, id))
		WHEN problem = 'invalid' THEN ops.wrong_field('note', wrong_note)
		WHEN problem = 'stale_version' THEN jsonb_build_object('state', messaging.case_json(tenant, id)) END));
END $$;
