-- call_log_add_3: a step of a call of one account: began, answered or ended, and when. Each may come again, and in any order (rule 10): the
-- first of its kind counts, and a row that its owner deleted stays away. `cause`: of `ended`. `epoch`: the run that has the call; null: none yet.
-- `given`, `given_by`: how a colleague gave it to the account, and who; a transfer stands over a consult. null: nobody did.
-- A row that was ended as lost (call_log_lost) goes on by what its daemon says after all. Outcomes: ok; gone (deleted). Keys: calls (the owner).
CREATE OR REPLACE FUNCTION voice.call_log_add_3(tenant bigint, owner bigint, side text, call text, step text, direction text, number text,
	shown text, user_ bigint, at timestamptz, cause text, epoch bigint, given text, given_by bigint)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	at_now CONSTANT timestamptz := ops.clock();
	before boolean;
	l voice.call_log;
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('calls', tenant, owner::text));
	END IF;
	IF EXISTS (SELECT FROM voice.call_gone AS g WHERE g.tenant = call_log_add_3.tenant AND g.owner = call_log_add_3.owner
		AND g.side = call_log_add_3.side AND g.call = call_log_add_3.call) THEN
		RETURN ops.answer(mark, 'gone', NULL);
	END IF;
	INSERT INTO voice.call_log (tenant, owner, side, call, direction, number, shown, user_id, began_at, epoch, given, given_by)
	VALUES (tenant, owner, side, call, direction, number, COALESCE(shown, ''), user_, at, epoch, given, given_by)
	ON CONFLICT ON CONSTRAINT call_log_tenant_owner_side_call_key DO NOTHING;
	SELECT r.missed INTO before FROM voice.call_log AS r WHERE r.tenant = call_log_add_3.tenant AND r.owner = call_log_add_3.owner
		AND r.side = call_log_add_3.side AND r.call = call_log_add_3.call;
	UPDATE voice.call_log AS r SET
		epoch = COALESCE(r.epoch, call_log_add_3.epoch),
		lost = false,
		given = CASE WHEN call_log_add_3.given = 'transfer' THEN 'transfer' ELSE r.given END,
		began_at = least(r.began_at, at),
		answered_at = CASE WHEN step = 'answered' THEN COALESCE(r.answered_at, at) ELSE r.answered_at END,
		ended_at = CASE WHEN step = 'ended' THEN COALESCE(CASE WHEN NOT r.lost THEN r.ended_at END, at) WHEN NOT r.lost THEN r.ended_at END,
		cause = CASE WHEN step = 'ended' THEN COALESCE(CASE WHEN NOT r.lost THEN r.cause END, call_log_add_3.cause) WHEN NOT r.lost THEN r.cause END
	WHERE r.tenant = call_log_add_3.tenant AND r.owner = call_log_add_3.owner AND r.side = call_log_add_3.side AND r.call = call_log_add_3.call
	RETURNING r.* INTO l;
	IF COALESCE(l.missed, false) <> COALESCE(before, false) THEN
		UPDATE voice.call_log AS r SET missed_at = CASE WHEN l.missed THEN at_now END WHERE r.tenant = l.tenant AND r.id = l.id;
		PERFORM voice.missed_count(tenant, owner, side, at_now);
	END IF;
	RETURN ops.answer(mark, 'ok', NULL);
END $$;
