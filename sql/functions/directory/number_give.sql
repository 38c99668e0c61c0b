-- number_give: the operator of the installation says whose a number is: it is claimed for that organisation, and no longer by the one that had it,
-- whose users, channels and sites keep it and are not reached by it (its linter says so). From the shell alone.
-- `anyway`: also while an emergency is open whose call sent the number, so that a call back no longer reaches that agent.
-- Keys: config of both, and the claims', which are taken here. Outcomes: ok with the organisation that had it, 0: none; invalid: no such
-- organisation, or the number is not in E.164; emergency; stale: it was claimed or released meanwhile.
CREATE OR REPLACE FUNCTION directory.number_give(origin jsonb, number text, tenant bigint, anyway boolean)
RETURNS TABLE (outcome text, had bigint)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	holder bigint := (SELECT n.tenant FROM directory.phone_number AS n WHERE n.number = number_give.number AND n.stage = 'claimed');
	thing bigint;
BEGIN
	IF number_give.number !~ '^\+[1-9][0-9]{5,14}$' OR NOT EXISTS (SELECT FROM directory.tenant AS t WHERE t.id = number_give.tenant) THEN
		RETURN QUERY SELECT 'invalid', 0::bigint;
		RETURN;
	ELSIF holder = number_give.tenant THEN
		RETURN QUERY SELECT 'ok', holder;
		RETURN;
	END IF;
	PERFORM pg_advisory_xact_lock(k.key) FROM (SELECT DISTINCT w.key FROM unnest(ARRAY[ops.key('config', number_give.tenant, ''),
		ops.key('config', COALESCE(holder, number_give.tenant), ''), ops.key('numbers', 0, '')]) AS w (key) ORDER BY w.key) AS k;
	IF holder IS DISTINCT FROM (SELECT n.tenant FROM directory.phone_number AS n WHERE n.number = number_give.number AND n.stage = 'claimed') THEN
		RETURN QUERY SELECT 'stale', 0::bigint;
		RETURN;
	ELSIF NOT anyway AND presence.number_in_emergency(number_give.number) THEN
		RETURN QUERY SELECT 'emergency', COALESCE(holder, 0);
		RETURN;
	END IF;
	IF holder IS NOT NULL THEN
		UPDATE directory.phone_number AS n SET stage = 'available', version = n.version + 1
		WHERE n.tenant = holder AND n.number = number_give.number RETURNING n.id INTO thing;
		PERFORM directory.number_given(origin, holder, thing, 'available');
	END IF;
	PERFORM directory.number_given(origin, number_give.tenant, directory.number_list_claimed(number_give.tenant, number_give.number, 'state'), 'claimed');
	RETURN QUERY SELECT 'ok', COALESCE(holder, 0);
END $$;
