-- opt_out_set: stores a block or its end, and an entry of the ledger. False: it stood so already; a start word of a number
-- that never stopped changes nothing. `word`: of a text; `actor`: the user, or the API key, by `source`. Keys: conversation.
DROP FUNCTION IF EXISTS sms.opt_out_set(bigint, bigint, bytea, text, text); -- it kept no ledger
CREATE OR REPLACE FUNCTION sms.opt_out_set(tenant bigint, channel bigint, number_hash bytea,
	state text, source text, word text DEFAULT NULL, actor bigint DEFAULT NULL)
RETURNS boolean
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	changed_at timestamptz;
BEGIN
	UPDATE sms.opt_out AS o
	SET state = opt_out_set.state, source = opt_out_set.source,
		since = greatest(ops.clock(), o.since + interval '1 microsecond')
	WHERE o.tenant = opt_out_set.tenant AND o.channel = opt_out_set.channel
		AND o.number_hash = opt_out_set.number_hash AND o.state <> opt_out_set.state
	RETURNING o.since INTO changed_at;
	IF changed_at IS NULL AND state = 'stopped' THEN
		INSERT INTO sms.opt_out AS o (tenant, channel, number_hash, state, source, since)
		VALUES (tenant, channel, number_hash, state, source, ops.clock())
		ON CONFLICT DO NOTHING
		RETURNING o.since INTO changed_at;
	END IF;
	IF changed_at IS NOT NULL THEN
		INSERT INTO sms.opt_out_entry (tenant, channel, number_hash, at, state, source, word, actor)
		VALUES (tenant, channel, number_hash, changed_at, state, source, word, actor);
	END IF;
	RETURN changed_at IS NOT NULL;
END $$;
