-- call_log_add: a step of a call of one account: began, answered or ended. Each may come again, and in any order (rule 10): the
-- first of its kind counts, and a row that its owner deleted stays away. `cause`: of `ended`.
-- outcome: ok; gone (deleted). Keys: calls (the owner).
CREATE OR REPLACE FUNCTION voice.call_log_add(tenant bigint, owner bigint, side text, call text, step text, direction text, number text,
	shown text, user_ bigint, at timestamptz, cause text, OUT outcome text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('calls', tenant, owner::text));
	END IF;
	IF EXISTS (SELECT FROM voice.call_gone AS g WHERE g.tenant = call_log_add.tenant AND g.owner = call_log_add.owner
		AND g.side = call_log_add.side AND g.call = call_log_add.call) THEN
		outcome := 'gone';
		RETURN;
	END IF;
	INSERT INTO voice.call_log (tenant, owner, side, call, direction, number, shown, user_id, began_at)
	VALUES (tenant, owner, side, call, direction, number, COALESCE(shown, ''), user_, at)
	ON CONFLICT ON CONSTRAINT call_log_tenant_owner_side_call_key DO NOTHING;
	UPDATE voice.call_log AS l SET
		began_at = least(l.began_at, at),
		answered_at = CASE WHEN step = 'answered' THEN COALESCE(l.answered_at, at) ELSE l.answered_at END,
		ended_at = CASE WHEN step = 'ended' THEN COALESCE(l.ended_at, at) ELSE l.ended_at END,
		cause = CASE WHEN step = 'ended' THEN COALESCE(l.cause, call_log_add.cause) ELSE l.cause END
	WHERE l.tenant = call_log_add.tenant AND l.owner = call_log_add.owner AND l.side = call_log_add.side AND l.call = call_log_add.call;
	outcome := 'ok';
END $$;
