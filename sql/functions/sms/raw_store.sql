-- raw_store: a call that was signed but can't be read is kept as it came (SMS-33), with what its address said.
-- Answers whether it was stored now: the same call again within a day, of whose bytes `command` is made, is kept
-- once. Keys: command.
DROP FUNCTION IF EXISTS sms.raw_store(bigint, bigint, bigint, bytea, text); -- it could not be repeated
DROP FUNCTION IF EXISTS sms.raw_store(bytea, bigint, bigint, bigint, bytea, text); -- nor be taken again
CREATE OR REPLACE FUNCTION sms.raw_store(command bytea, tenant bigint, channel bigint, account bigint, raw bytea,
	reason text, said text, json boolean, ref text)
RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	IF (ops.command_seen(tenant, command, NULL)).outcome IS NOT NULL THEN
		RETURN false;
	END IF;
	INSERT INTO sms.raw_inbound (at, tenant, channel, account, state, reason, raw, said, json, ref)
	VALUES (ops.batch_at(), tenant, channel, account, 'unparsed', left(reason, 200), raw, said, json, ref);
	PERFORM ops.command_store(tenant, command, NULL, ROW ('ok', NULL, NULL, NULL)::ops.answer);
	RETURN true;
END $$;
