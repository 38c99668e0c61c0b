-- begin_refused: the body of a refusal to begin a text, where the outcome alone does not say why: the country by its name, the field
-- of a case, the organisation's channel that has the number, why the number is blocked.
DROP FUNCTION IF EXISTS routing.begin_refused(bigint, text, text); -- it knew no blocked numbers
CREATE OR REPLACE FUNCTION routing.begin_refused(tenant bigint, outcome text, channel bigint, number text, number_hash bytea)
RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN CASE outcome WHEN 'own_channel' THEN jsonb_build_object('detail', format('This is the number of your channel "%s".', messaging.own_channel(tenant, number)))
		WHEN 'number_blocked' THEN jsonb_build_object('detail', sms.block_words(tenant, channel, number, number_hash))
		WHEN 'country_not_allowed' THEN ops.wrong_field('number',
		COALESCE('Texts to ' || (SELECT c.name FROM sms.country_at(tenant, number) AS c) || ' are not allowed.', 'It is no country''s number.')) ELSE routing.case_wrong(outcome) END;
END $$;
