-- look_end: somebody looks away. Keys: watch (the conversation's id), command.
CREATE OR REPLACE FUNCTION messaging.look_end(command bytea, fingerprint bytea, tenant bigint, actor bigint, conversation bigint)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	there boolean;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('watch', tenant, conversation::text));
	END IF;
	DELETE FROM messaging.watch AS w WHERE w.tenant = look_end.tenant AND w.conversation = look_end.conversation AND w.account = actor;
	there := FOUND;
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, CASE WHEN there THEN 'ok' ELSE 'not_found' END, NULL));
END $$;
