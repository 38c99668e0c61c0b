-- holder_claim: takes a thing over if nothing has changed since the claimer looked: same epoch,
-- same beat (rule 6). Nobody holds it yet: seen_epoch 0. Answers the new epoch, or null.
-- While a batch of the former holder is open, which holds the row by the fence, it answers null:
-- the claimer looks again soon, and its own beats, which share its connection, wait for nobody.
CREATE OR REPLACE FUNCTION ops.holder_claim(kind text, thing bigint, boot bigint, seen_epoch bigint, seen_beat bigint)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	next_epoch bigint := nextval('ops.holder_epoch');
	at_now timestamptz;
BEGIN
	-- Only what is missing: ON CONFLICT would wait for who is changing the row.
	IF NOT EXISTS (SELECT FROM ops.holder AS h WHERE h.kind = holder_claim.kind AND h.thing = holder_claim.thing) THEN
		PERFORM ops.holder_add(kind, thing);
	END IF;
	-- Always the holder's row first, then its beat: a beat never takes the first.
	PERFORM FROM ops.holder AS h
	WHERE h.kind = holder_claim.kind AND h.thing = holder_claim.thing AND h.epoch = COALESCE(seen_epoch, 0)
	FOR UPDATE SKIP LOCKED;
	IF NOT FOUND THEN
		RETURN NULL;
	END IF;
	PERFORM FROM ops.holder_beat AS b
	WHERE b.kind = holder_claim.kind AND b.thing = holder_claim.thing
		AND b.epoch = COALESCE(seen_epoch, 0) AND b.beat = COALESCE(seen_beat, 0)
	FOR UPDATE SKIP LOCKED;
	IF NOT FOUND THEN
		RETURN NULL;
	END IF;
	at_now := ops.clock();
	UPDATE ops.holder AS h SET boot = holder_claim.boot, epoch = next_epoch, since = at_now
	WHERE h.kind = holder_claim.kind AND h.thing = holder_claim.thing;
	UPDATE ops.holder_beat AS b SET epoch = next_epoch, beat = 1, heir = NULL
	WHERE b.kind = holder_claim.kind AND b.thing = holder_claim.thing;
	RETURN next_epoch;
END $$;
