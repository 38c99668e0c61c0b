-- a_site_saved: the number that emergency calls send is the organisation's: naming it here claims it, as its call backs would else go to whoever
-- claims it (EM-3). Refuses one that another organisation has claimed. Keys: config.
CREATE OR REPLACE FUNCTION directory.a_site_saved(tenant bigint, id bigint, actor bigint, item jsonb, before jsonb, after jsonb)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	number CONSTANT text := after ->> 'call_back_number';
BEGIN
	IF number IS NULL OR number = before ->> 'call_back_number' OR EXISTS (SELECT FROM directory.phone_number AS n
		WHERE n.tenant = a_site_saved.tenant AND n.number = after ->> 'call_back_number' AND n.stage = 'claimed') THEN
		RETURN;
	END IF;
	PERFORM directory.number_list_claimed(tenant, number, 'call_back_number');
END $$;
