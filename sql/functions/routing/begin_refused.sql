-- begin_refused: the body of a refusal to begin a text, where the outcome alone does not say why: the country by its name, the field of a case.
CREATE OR REPLACE FUNCTION routing.begin_refused(tenant bigint, outcome text, number text)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN CASE outcome WHEN 'country_not_allowed' THEN ops.wrong_field('number',
		COALESCE('Texts to ' || (SELECT c.name FROM sms.country_at(tenant, number) AS c) || ' are not allowed.', 'It is no country''s number.')) ELSE routing.case_wrong(outcome) END;
END $$;
