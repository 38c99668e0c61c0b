-- callback_change: stores a changed callback, raises its version and tells integrators what happened: `type`
-- "callback.taken". The one way a callback changes. Keys: callback, or the agent's who has taken it.
CREATE OR REPLACE FUNCTION routing.callback_change(c routing.callback, type text)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	UPDATE routing.callback AS r
	SET state = c.state, agent = c.agent, taken_at = c.taken_at, done_at = c.done_at, note = c.note, version = r.version + 1
	WHERE r.tenant = c.tenant AND r.id = c.id AND r.version = c.version;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'callback % changed without its key', c.id USING ERRCODE = 'assert_failure';
	END IF;
	PERFORM ops.emit_public(c.tenant, 12, c.id, c.version + 1, type, jsonb_strip_nulls(jsonb_build_object('state', c.state, 'agent', c.agent,
		'taken_at', c.taken_at, 'done_at', c.done_at, 'noted', NULLIF(c.note IS NOT NULL, false))));
	RETURN c.version + 1;
END $$;
