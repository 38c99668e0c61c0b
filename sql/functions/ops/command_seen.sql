-- command_seen: what this command answered before, without its news, as ops.replayed (not where the daemon alone can have
-- repeated it: fingerprint null); outcome null: not seen.
-- The same id with another request's fingerprint: 'idempotency_key_reused'.
-- Keys: command.
CREATE OR REPLACE FUNCTION ops.command_seen(tenant bigint, command bytea, fingerprint bytea)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	seen ops.command;
	answer ops.answer;
BEGIN
	IF command IS NULL THEN
		RETURN NULL;
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('command', tenant, encode(command, 'hex')));
	END IF;
	SELECT * INTO seen FROM ops.command AS c
	WHERE c.tenant = command_seen.tenant AND c.command = command_seen.command;
	IF NOT FOUND THEN
		RETURN NULL;
	END IF;
	IF seen.fingerprint <> fingerprint THEN
		answer.outcome := 'idempotency_key_reused';
		RETURN answer;
	END IF;
	answer.outcome := seen.outcome;
	answer.body := seen.body;
	answer.news := CASE WHEN fingerprint IS NULL THEN '[]'::jsonb ELSE ops.replayed() END;
	RETURN answer;
END $$;
