-- a_fax_number_saved: its account is one at a fax provider. Keys: config.
CREATE OR REPLACE FUNCTION sms.a_fax_number_saved(tenant bigint, id bigint, actor bigint, item jsonb, before jsonb, after jsonb)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	IF after IS NOT NULL AND NOT EXISTS (SELECT FROM sms.account AS a WHERE a.tenant = a_fax_number_saved.tenant
		AND a.id = (after ->> 'account_id')::bigint AND a.carrier LIKE 'fax\_%') THEN
		PERFORM ops.resource_refuse('invalid', 'account_id', 'Is no account at a fax provider.');
	END IF;
END $$;
