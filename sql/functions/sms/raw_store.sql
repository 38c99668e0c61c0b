-- raw_store: a call that was signed but can't be read is kept as it came (SMS-33). Answers its
-- id. Inserts only; the same call again stores it again.
CREATE OR REPLACE FUNCTION sms.raw_store(tenant bigint, channel bigint, account bigint, raw bytea,
	reason text)
RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	INSERT INTO sms.raw_inbound (at, tenant, channel, account, state, reason, raw)
	VALUES (ops.batch_at(), tenant, channel, account, 'unparsed', left(reason, 200), raw)
	RETURNING id
$$;
