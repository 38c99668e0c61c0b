-- a_carrier_account_saved: secrets were given for one address and leave for no other: a change of where they are sent,
-- or of whether in clear, brings them anew. What a file says of settings is judged here by its form; by the carrier's table
-- smsgw judges what comes over the API, and each address once more before it is used. Keys: config.
CREATE OR REPLACE FUNCTION sms.a_carrier_account_saved(tenant bigint, id bigint, actor bigint, item jsonb, before jsonb, after jsonb)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	IF after IS NULL OR NOT item ? 'settings' THEN
		RETURN;
	END IF;
	PERFORM ops.resource_refuse('invalid', 'settings/' || left(s.key, 40), CASE s.key
		WHEN 'delay_ms' THEN 'Must be a number, 0 to 3600000.'
		WHEN 'base_url' THEN 'Must be an address that begins with https://.'
		ELSE 'Must be a text of printable characters.' END)
	FROM jsonb_each(after -> 'settings') AS s
	WHERE NOT COALESCE(CASE s.key
		WHEN 'delay_ms' THEN s.value::text ~ '^[0-9]+$' AND s.value <= '3600000'
		WHEN 'base_url' THEN jsonb_typeof(s.value) = 'string' AND s.value #>> '{}' ~* '^https?://[!-.0-?A-~]+(/[!-~]*)?$' AND length(s.value #>> '{}') <= 2000
		ELSE jsonb_typeof(s.value) = 'string' AND s.value #>> '{}' ~ '^[ -~]+$' AND length(s.value #>> '{}') <= 2000 END, false);
	IF before IS NULL OR item ? 'secret' OR NOT EXISTS (SELECT FROM sms.account AS a
		WHERE a.tenant = a_carrier_account_saved.tenant AND a.id = a_carrier_account_saved.id AND a.secret IS NOT NULL) THEN
		RETURN;
	END IF;
	PERFORM ops.resource_refuse('invalid', 'settings/' || k.name,
		'The secrets were given for another address: give them anew with this one.')
	FROM unnest(ARRAY['base_url', 'host', 'port', 'tls']) WITH ORDINALITY AS k (name, n)
	WHERE before -> 'settings' ->> k.name IS DISTINCT FROM after -> 'settings' ->> k.name ORDER BY k.n;
END $$;
