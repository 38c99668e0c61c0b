-- dial_forbidden: why the plan never lets somebody of this site call a number, in words for who set it; null: it may be called. A number of
-- the organisation's own users is not called outside. Read.
CREATE OR REPLACE FUNCTION voice.dial_forbidden(tenant bigint, site bigint, country text, number text)
RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	r voice.dial_rule;
	price text;
BEGIN
	IF EXISTS (SELECT FROM directory.v_user AS u WHERE u.tenant = dial_forbidden.tenant AND u.work_number = number AND u.has_work AND NOT u.disabled)
		AND NOT directory.number_claimed_elsewhere(tenant, number) THEN
		RETURN NULL;
	END IF;
	r := voice.dial_rule_of(tenant, site, number);
	IF r.id IS NULL THEN
		RETURN 'The dial plan has no rule for this number: it is not called.';
	ELSIF r.action = 'refuse' THEN
		RETURN format('The dial plan refuses numbers that begin with %s.', r.prefix);
	END IF;
	price := voice.dial_price(tenant, r.price_class, number, country);
	IF voice.price_off(tenant, price) THEN
		RETURN format('Calls of the price class %s are not allowed.', price);
	END IF;
	RETURN NULL;
END $$;
