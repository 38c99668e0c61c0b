-- load_mend: sets an agent's count and load to what a recount says. True when they differed.
-- Keys: agent.
CREATE OR REPLACE FUNCTION routing.load_mend(tenant bigint, agent bigint)
RETURNS boolean
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	new_version bigint;
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('agent', tenant, agent::text));
	END IF;
	UPDATE routing.agent AS a
	SET chat_count = c.chats, chat_load = c.load, voice_count = least(c.calls, 1), version = a.version + 1,
		chat_count_limit = greatest(a.chat_count_limit, c.chats), chat_limit = greatest(a.chat_limit, c.load)
	FROM routing.recount(load_mend.tenant, load_mend.agent) AS c
	WHERE a.tenant = load_mend.tenant AND a.agent = load_mend.agent
		AND (a.chat_count, a.chat_load, a.voice_count) <> (c.chats, c.load, least(c.calls, 1))
	RETURNING a.version INTO new_version;
	IF NOT FOUND THEN
		RETURN false;
	END IF;
	PERFORM ops.emit(tenant, 1, agent, new_version);
	RETURN true;
END $$;
