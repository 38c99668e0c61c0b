-- agent_change: takes or gives back capacity, and starts the idle time anew if `idle`.
-- The gate's version rises, the event is emitted. Keys: agent.
CREATE OR REPLACE FUNCTION routing.agent_change(tenant bigint, agent bigint, load_by integer,
	count_by integer, idle boolean)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	new_version bigint;
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('agent', tenant, agent::text));
	END IF;
	UPDATE routing.agent AS a
	SET chat_load = a.chat_load + load_by,
		chat_count = a.chat_count + count_by,
		idle_since = CASE WHEN idle THEN greatest(ops.clock(), a.idle_since + interval '1 microsecond')
			ELSE a.idle_since END,
		version = a.version + 1
	WHERE a.tenant = agent_change.tenant AND a.agent = agent_change.agent
	RETURNING a.version INTO new_version;
	PERFORM ops.emit(tenant, 1, agent, new_version);
END $$;
