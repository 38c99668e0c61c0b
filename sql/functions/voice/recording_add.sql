-- recording_add: a part of an agent's call was recorded. The same part again changes nothing. outcome: ok; seen. Keys: calls (the agent).
CREATE OR REPLACE FUNCTION voice.recording_add(tenant bigint, agent bigint, call text, part integer, interaction bigint, queue bigint,
	number text, shown text, at timestamptz, duration_ms bigint, OUT outcome text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('calls', tenant, agent::text));
	END IF;
	INSERT INTO voice.recording (tenant, agent, call, part, interaction, queue, number, shown, at, duration_ms)
	VALUES (tenant, agent, call, part::smallint, interaction, queue, number, COALESCE(shown, ''), at, duration_ms)
	ON CONFLICT ON CONSTRAINT recording_tenant_agent_call_part_key DO NOTHING;
	outcome := CASE WHEN FOUND THEN 'ok' ELSE 'seen' END;
END $$;
