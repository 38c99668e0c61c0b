-- command_store: keeps what a command answered, and answers it. 'moved' is no answer and is
-- not kept. Keys: command.
CREATE OR REPLACE FUNCTION ops.command_store(tenant bigint, command bytea, fingerprint bytea, answer ops.answer)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	IF command IS NOT NULL AND answer.outcome <> 'moved' THEN
		INSERT INTO ops.command (tenant, command, fingerprint, outcome, body, at)
		VALUES (tenant, command, fingerprint, answer.outcome, answer.body, ops.batch_at());
	END IF;
	RETURN answer;
END $$;
