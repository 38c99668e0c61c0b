-- opt_out_entry_json: one change of the ledger. `by` is the user, or the API key, by `source`; null where it was neither.
CREATE OR REPLACE FUNCTION sms.opt_out_entry_json(e sms.opt_out_entry)
RETURNS jsonb
LANGUAGE sql STABLE
AS $$
	SELECT jsonb_build_object('state', e.state, 'source', e.source, 'word', e.word, 'at', ops.rfc3339(e.at), 'by',
		CASE WHEN e.actor IS NOT NULL THEN jsonb_build_object('id', e.actor::text, 'name', CASE e.source
			WHEN 'user' THEN (SELECT u.name FROM directory.v_user AS u WHERE u.tenant = e.tenant AND u.id = e.actor)
			ELSE (SELECT k.name FROM directory.v_api_key AS k WHERE k.tenant = e.tenant AND k.id = e.actor) END) END)
$$;
