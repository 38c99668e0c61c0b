-- agent_change: takes or gives back capacity, of chats or (`voice`) of calls, and starts the idle time anew if `idle`.
-- The gate's version rises, the event is emitted. Keys: agent.
DROP FUNCTION IF EXISTS routing.agent_change(bigint, bigint, integer, integer, boolean); -- it knew of no calls
CREATE OR REPLACE FUNCTION routing.agent_change(tenant bigint, agent bigint, load_by integer,
	count_by integer, idle boolean, voice boolean DEFAULT false)
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
	SET chat_load = a.chat_load + CASE WHEN voice THEN 0 ELSE load_by END,
		chat_count = a.chat_count + CASE WHEN voice THEN 0 ELSE count_by END,
		voice_count = a.voice_count + CASE WHEN voice THEN count_by ELSE 0 END,
		idle_since = CASE WHEN idle THEN greatest(ops.clock(), a.idle_since + interval '1 microsecond')
			ELSE a.idle_since END,
		version = a.version + 1
	WHERE a.tenant = agent_change.tenant AND a.agent = agent_change.agent
	RETURNING a.version INTO new_version;
	PERFORM ops.emit(tenant, 1, agent, new_version);
END $$;
