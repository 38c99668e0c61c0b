-- a_fax_number_saved: its account is one at a fax provider; its number is nothing else. Keys: config.
CREATE OR REPLACE FUNCTION sms.a_fax_number_saved(tenant bigint, id bigint, actor bigint, item jsonb, before jsonb, after jsonb)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	IF after IS NOT NULL AND NOT EXISTS (SELECT FROM sms.account AS a WHERE a.tenant = a_fax_number_saved.tenant
		AND a.id = (after ->> 'account_id')::bigint AND a.carrier LIKE 'fax\_%') THEN
		PERFORM ops.resource_refuse('invalid', 'account_id', 'Is no account at a fax provider.');
	END IF;
	IF after IS NOT NULL AND after ->> 'number' IS DISTINCT FROM before ->> 'number' THEN
		PERFORM directory.number_judge(tenant, after ->> 'number', 'fax_number', id, 'number');
	END IF;
END $$;
