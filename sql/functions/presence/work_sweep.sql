-- work_sweep: forgets devices that are gone, ends a status whose time is over, and tells what others see now. Looks
-- again under the key: who came back first is there. Keys: agent (the user's id). Outcomes: ok, unchanged.
CREATE OR REPLACE FUNCTION presence.work_sweep(tenant bigint, user_id bigint)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	at_now timestamptz;
	changed boolean;
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('agent', tenant, user_id::text));
	END IF;
	at_now := ops.clock();
	DELETE FROM presence.work_stream AS d
	WHERE d.tenant = work_sweep.tenant AND d.user_id = work_sweep.user_id AND d.due_at <= at_now;
	IF EXISTS (SELECT FROM presence.work_status AS s
		WHERE s.tenant = work_sweep.tenant AND s.user_id = work_sweep.user_id AND s.until <= at_now) THEN
		PERFORM presence.work_put(tenant, user_id, 'available', NULL, NULL);
		changed := true;
	ELSE
		changed := presence.person_tell(tenant, user_id);
	END IF;
	RETURN ops.answer(mark, CASE WHEN changed THEN 'ok' ELSE 'unchanged' END, NULL);
END $$;
