-- live_step: how a leg of a call on a line is now: all of it, with the number of the step, which its daemon counts for each leg. Steps may
-- come again and in any order: only one that is newer, of this run or a later one, changes anything (rule 10); what has ended
-- stays ended. `line_kind`, `line_ref`: whose leg it is; `user_`: the colleague who is the other party; `with_`: who is on it, or is rung.
-- state: ringing, waiting, active, held, ended. outcome: ok; seen; stale (no such run: begin one). Keys: leg.
CREATE OR REPLACE FUNCTION voice.live_step(tenant bigint, leg text, epoch bigint, seq bigint, call text, line_kind text, line_ref bigint,
	direction text, state text, at timestamptz, number text, shown text, user_ bigint, with_ bigint)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	over CONSTANT boolean := state = 'ended'; -- nothing is kept of anybody then
	l voice.leg;
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('leg', tenant, leg));
	END IF;
	IF NOT EXISTS (SELECT FROM voice.run AS r WHERE r.epoch = live_step.epoch) THEN
		RETURN ops.answer(mark, 'stale', NULL);
	END IF;
	INSERT INTO voice.leg AS r (tenant, leg, call, epoch, seq, line_kind, line_ref, direction, state, began_at, since, number, shown, user_id, with_user)
	VALUES (tenant, leg, call, epoch, seq, line_kind, line_ref, direction, state, at, at, CASE WHEN NOT over THEN number END,
		CASE WHEN over THEN '' ELSE COALESCE(shown, '') END, CASE WHEN NOT over THEN user_ END, CASE WHEN NOT over THEN with_ END)
	ON CONFLICT ON CONSTRAINT leg_tenant_leg_key DO UPDATE SET epoch = EXCLUDED.epoch, seq = EXCLUDED.seq, call = EXCLUDED.call,
		line_kind = EXCLUDED.line_kind, line_ref = EXCLUDED.line_ref, direction = EXCLUDED.direction, state = EXCLUDED.state, lost = false,
		began_at = least(r.began_at, EXCLUDED.began_at), since = CASE WHEN r.state = EXCLUDED.state THEN least(r.since, EXCLUDED.since) ELSE EXCLUDED.since END,
		number = EXCLUDED.number, shown = EXCLUDED.shown, user_id = EXCLUDED.user_id, with_user = EXCLUDED.with_user, version = r.version + 1
	WHERE r.state <> 'ended' AND (EXCLUDED.epoch, EXCLUDED.seq) > (r.epoch, r.seq)
	RETURNING r.* INTO l;
	IF l.id IS NULL THEN
		RETURN ops.answer(mark, 'seen', NULL);
	END IF;
	PERFORM ops.emit(tenant, 18, l.id, l.version);
	RETURN ops.answer(mark, 'ok', NULL);
END $$;
