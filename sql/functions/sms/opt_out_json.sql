-- opt_out_json: how a number, by its hash, stands with a channel, and its last 20 changes, the newest first. The ledger has none
-- of those before it was kept.
CREATE OR REPLACE FUNCTION sms.opt_out_json(o sms.opt_out)
RETURNS jsonb
LANGUAGE sql STABLE
AS $$
	WITH entry AS (
		SELECT sms.opt_out_entry_json(e) AS body, e.at FROM sms.opt_out_entry AS e
		WHERE e.tenant = o.tenant AND e.channel = o.channel AND e.number_hash = o.number_hash
		ORDER BY e.at DESC LIMIT 20)
	SELECT jsonb_build_object('channel', o.channel::text, 'state', o.state, 'source', o.source, 'since', ops.rfc3339(o.since))
		|| COALESCE((SELECT jsonb_build_object('word', n.body -> 'word', 'by', n.body -> 'by') FROM entry AS n WHERE n.at = o.since),
			'{"word": null, "by": null}')
		|| jsonb_build_object('entries', (SELECT COALESCE(jsonb_agg(n.body ORDER BY n.at DESC), '[]') FROM entry AS n))
$$;
