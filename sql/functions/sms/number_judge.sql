-- number_judge: a number that somebody typed, in E.164, and whether texts may go there (SMS-12); `valid`: it was given out, as
-- far as is known. Read.
CREATE OR REPLACE FUNCTION sms.number_judge(tenant bigint, number text, valid boolean)
RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT jsonb_build_object('number', $2, 'valid', $3, 'country', c.iso2, 'country_name', c.name, 'price_class', c.price_class,
		'may_send', COALESCE(c.sms_outbound, false), 'problem', CASE WHEN c.iso2 IS NULL THEN 'It is no country''s number.'
			WHEN NOT c.sms_outbound THEN format('Texts to %s are not allowed.', c.name) END)
	FROM sms.country_at($1, $2) AS c
$$;
