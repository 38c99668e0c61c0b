-- person_tell: stores and tells what others see of a person now, if that is not what they were told last; answers
-- whether. Called after whatever may change it: devices, the Work status, workspace sessions, licences.
-- Internal. Keys: agent (the user's id).
CREATE OR REPLACE FUNCTION presence.person_tell(tenant bigint, user_id bigint)
RETURNS boolean
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	at_now timestamptz := ops.clock();
	w presence.v_work;
	p presence.person;
	online boolean := presence.person_online(tenant, user_id, at_now);
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('agent', tenant, user_id::text));
	END IF;
	SELECT * INTO w FROM presence.v_work AS r WHERE r.tenant = person_tell.tenant AND r.user_id = person_tell.user_id;
	SELECT * INTO p FROM presence.person AS r WHERE r.tenant = person_tell.tenant AND r.user_id = person_tell.user_id;
	IF ROW (p.shown, p.message, p.until, p.online) IS NOT DISTINCT FROM ROW (w.shown, w.message, w.until, online) THEN
		RETURN false;
	END IF;
	INSERT INTO presence.person AS r (tenant, user_id, shown, message, until, seen_at, online)
	VALUES (tenant, user_id, w.shown, w.message, w.until, CASE WHEN w.shown <> 'offline' THEN at_now END, online)
	ON CONFLICT ON CONSTRAINT person_pkey DO UPDATE
		SET shown = w.shown, message = w.message, until = w.until, online = EXCLUDED.online, version = r.version + 1,
			seen_at = CASE WHEN r.shown <> 'offline' OR w.shown <> 'offline' THEN at_now ELSE r.seen_at END
	RETURNING r.version INTO p.version;
	PERFORM ops.emit(tenant, 14, user_id, p.version);
	RETURN true;
END $$;
