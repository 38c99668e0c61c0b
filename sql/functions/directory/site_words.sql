-- site_words: a site's address as it is read out: its fields, else what stands there in words.
DROP FUNCTION IF EXISTS presence.site_words(directory.site); -- the API's view of a site reads it out, too
CREATE OR REPLACE FUNCTION directory.site_words(s directory.site)
RETURNS text
LANGUAGE sql STABLE
AS $$
	SELECT CASE WHEN $1.street = '' AND $1.address <> '' THEN $1.address
		ELSE directory.address_words($1.country, $1.region, $1.city, $1.postal_code, $1.street, $1.house_number, $1.additional) END
$$;
