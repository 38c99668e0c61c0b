-- site_words: a site's address as it is read out: its fields, else what stands there in words.
CREATE OR REPLACE FUNCTION presence.site_words(s directory.site)
RETURNS text
LANGUAGE sql STABLE
AS $$
	SELECT CASE WHEN $1.street = '' AND $1.address <> '' THEN $1.address
		ELSE presence.address_words($1.country, $1.region, $1.city, $1.postal_code, $1.street, $1.house_number, $1.additional) END
$$;
