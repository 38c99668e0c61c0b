-- call_log_add_2: a step of a call of one account: began, answered or ended, and when. Each may come again, and in any order (rule 10): the
-- first of its kind counts, and a row that its owner deleted stays away. `cause`: of `ended`. `epoch`: the run that has the call; null: none yet.
-- A row that was ended as lost (call_log_lost) goes on by what its daemon says after all. outcome: ok; gone (deleted). Keys: calls (the owner).
CREATE OR REPLACE FUNCTION voice.call_log_add_2(tenant bigint, owner bigint, side text, call text, step text, direction text, number text,
	shown text, user_ bigint, at timestamptz, cause text, epoch bigint, OUT outcome text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('calls', tenant, owner::text));
	END IF;
	IF EXISTS (SELECT FROM voice.call_gone AS g WHERE g.tenant = call_log_add_2.tenant AND g.owner = call_log_add_2.owner
		AND g.side = call_log_add_2.side AND g.call = call_log_add_2.call) THEN
		outcome := 'gone';
		RETURN;
	END IF;
	INSERT INTO voice.call_log (tenant, owner, side, call, direction, number, shown, user_id, began_at, epoch)
	VALUES (tenant, owner, side, call, direction, number, COALESCE(shown, ''), user_, at, epoch)
	ON CONFLICT ON CONSTRAINT call_log_tenant_owner_side_call_key DO NOTHING;
	UPDATE voice.call_log AS l SET
		epoch = COALESCE(l.epoch, call_log_add_2.epoch),
		lost = false,
		began_at = least(l.began_at, at),
		answered_at = CASE WHEN step = 'answered' THEN COALESCE(l.answered_at, at) ELSE l.answered_at END,
		ended_at = CASE WHEN step = 'ended' THEN COALESCE(CASE WHEN NOT l.lost THEN l.ended_at END, at) WHEN NOT l.lost THEN l.ended_at END,
		cause = CASE WHEN step = 'ended' THEN COALESCE(CASE WHEN NOT l.lost THEN l.cause END, call_log_add_2.cause) WHEN NOT l.lost THEN l.cause END
	WHERE l.tenant = call_log_add_2.tenant AND l.owner = call_log_add_2.owner AND l.side = call_log_add_2.side AND l.call = call_log_add_2.call;
	outcome := 'ok';
END $$;
