-- opt_out_set: stores a block or its end. False: it stood so already; a start word of a number
-- that never stopped changes nothing. Keys: conversation.
CREATE OR REPLACE FUNCTION sms.opt_out_set(tenant bigint, channel bigint, number_hash bytea,
	state text, source text)
RETURNS boolean
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	UPDATE sms.opt_out AS o
	SET state = opt_out_set.state, source = opt_out_set.source,
		since = greatest(ops.clock(), o.since + interval '1 microsecond')
	WHERE o.tenant = opt_out_set.tenant AND o.channel = opt_out_set.channel
		AND o.number_hash = opt_out_set.number_hash AND o.state <> opt_out_set.state;
	IF FOUND THEN
		RETURN true;
	ELSIF state = 'started' THEN
		RETURN false;
	END IF;
	INSERT INTO sms.opt_out (tenant, channel, number_hash, state, source, since)
	VALUES (tenant, channel, number_hash, state, source, ops.clock())
	ON CONFLICT DO NOTHING;
	RETURN FOUND;
END $$;
