-- address_words: a dispatch address in one line, as it is read out: street and number, what else leads there, postal code and city, region, country.
CREATE OR REPLACE FUNCTION presence.address_words(country text, region text, city text, postal_code text, street text, house_number text,
	additional text)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
	SELECT concat_ws(', ', NULLIF(concat_ws(' ', NULLIF(street, ''), NULLIF(house_number, '')), ''), NULLIF(additional, ''),
		NULLIF(concat_ws(' ', NULLIF(postal_code, ''), NULLIF(city, '')), ''), NULLIF(region, ''), country)
$$;
