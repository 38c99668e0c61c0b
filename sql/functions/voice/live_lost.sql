-- live_lost: the daemon that told of this leg is dead: nobody knows how it is, so it is shown no more. A later step, of a run that has it
-- still, brings it back. outcome: ok; unchanged (it has ended, or another run has it). Keys: leg.
CREATE OR REPLACE FUNCTION voice.live_lost(tenant bigint, leg text, epoch bigint)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	l voice.leg;
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('leg', tenant, leg));
	END IF;
	UPDATE voice.leg AS r SET lost = true, since = ops.clock(), number = NULL, shown = '', user_id = NULL, with_user = NULL, version = r.version + 1
	WHERE r.tenant = live_lost.tenant AND r.leg = live_lost.leg AND r.epoch = live_lost.epoch AND r.state <> 'ended' AND NOT r.lost
	RETURNING r.* INTO l;
	IF l.id IS NULL THEN
		RETURN ops.answer(mark, 'unchanged', NULL);
	END IF;
	PERFORM ops.emit(tenant, 18, l.id, l.version);
	RETURN ops.answer(mark, 'ok', NULL);
END $$;
