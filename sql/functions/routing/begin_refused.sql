-- begin_refused: the body of a refusal to begin a text, where the outcome alone does not say why: the country by its name, the field
-- of a case, the organisation's channel that has the number.
CREATE OR REPLACE FUNCTION routing.begin_refused(tenant bigint, outcome text, number text)
RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN CASE outcome WHEN 'own_channel' THEN jsonb_build_object('detail', format('This is the number of your channel "%s".', messaging.own_channel(tenant, number)))
		WHEN 'country_not_allowed' THEN ops.wrong_field('number',
		COALESCE('Texts to ' || (SELECT c.name FROM sms.country_at(tenant, number) AS c) || ' are not allowed.', 'It is no country''s number.')) ELSE routing.case_wrong(outcome) END;
END $$;
