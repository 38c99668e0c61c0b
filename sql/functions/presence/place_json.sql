-- place_json: one's own place as the API shows it.
CREATE OR REPLACE FUNCTION presence.place_json(p presence.place, network text)
RETURNS jsonb
LANGUAGE sql STABLE
AS $$
	SELECT jsonb_build_object('id', p.id::text, 'name', p.name, 'country', p.country, 'region', p.region, 'city', p.city,
		'postal_code', p.postal_code, 'street', p.street, 'house_number', p.house_number, 'additional', p.additional,
		'words', directory.address_words(p.country, p.region, p.city, p.postal_code, p.street, p.house_number, p.additional),
		'known', COALESCE(p.network = place_json.network, false))
$$;
