-- country_of: whose a number is (ISO 3166), by its longest known beginning; null: a short code, a sender's name, or no
-- country's. Internal.
CREATE OR REPLACE FUNCTION sms.country_of(number text)
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	IF number NOT LIKE '+%' THEN
		RETURN NULL;
	END IF;
	RETURN (SELECT p.iso2 FROM sms.number_prefix AS p
		WHERE p.prefix = ANY (ARRAY(SELECT substr(number, 2, n) FROM generate_series(1, 8) AS n))
		ORDER BY length(p.prefix) DESC LIMIT 1);
END $$;
