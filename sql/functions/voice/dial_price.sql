-- dial_price: the price class by which a call is judged: what the rule says (`said`, may be null), raised where the number is of another
-- country than who calls. voiced knows more of numbers (premium rate, mobile) and raises it further when somebody dials. Internal.
CREATE OR REPLACE FUNCTION voice.dial_price(tenant bigint, said text, number text, country text)
RETURNS text
LANGUAGE sql STABLE
AS $$
	SELECT c.name FROM voice.price_class AS c
	WHERE c.name IN (COALESCE(said, 'national'), CASE WHEN (sms.country_at(tenant, number)).iso2 = country THEN 'free' ELSE 'international' END)
	ORDER BY c.id DESC LIMIT 1
$$;
