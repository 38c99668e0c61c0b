-- customer_words: what a customer is found by: name, company, e-mail addresses, and the ends of numbers. Internal.
CREATE OR REPLACE FUNCTION messaging.customer_words(c messaging.customer)
RETURNS tsvector
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	numbers text[];
BEGIN
	IF c.erased_at IS NOT NULL OR c.merged_into IS NOT NULL THEN
		RETURN '';
	END IF;
	numbers := ARRAY(SELECT n.number FROM messaging.customer_number AS n WHERE n.tenant = c.tenant AND n.customer = c.id ORDER BY n.number LIMIT 100);
	RETURN directory.search_words(c.tenant, concat_ws(' ', c.name, c.company,
		(SELECT string_agg(substr(n.number, 6), ' ') FROM unnest(numbers) AS n (number) WHERE n.number LIKE 'mail:%')), numbers);
END $$;
