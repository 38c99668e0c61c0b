-- site_address: all of a site's address that may go with an emergency call, to tell whether it is the one that was confirmed.
CREATE OR REPLACE FUNCTION presence.site_address(s directory.site)
RETURNS jsonb
LANGUAGE sql STABLE
AS $$
	SELECT jsonb_build_array($1.country, $1.region, $1.city, $1.postal_code, $1.street, $1.house_number, $1.additional,
		CASE WHEN $1.street = '' THEN $1.address END)
$$;
