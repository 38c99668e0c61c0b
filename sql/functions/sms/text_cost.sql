-- text_cost: what a text will take, counted by the caller, with the price class of whom it is for (SMS-14); `number` null:
-- nobody yet. Read.
CREATE OR REPLACE FUNCTION sms.text_cost(tenant bigint, number text, encoding text, segments integer, left_ integer, characters integer)
RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT jsonb_build_object('encoding', $3, 'segments', $4, 'left', $5, 'characters', $6, 'too_long', $4 > 10,
		'country', c.iso2, 'price_class', c.price_class, 'may_send', c.sms_outbound)
	FROM sms.country_at($1, $2) AS c
$$;
