-- favourites_touch: one's favourites have changed: they have another version. Keys: contacts.
CREATE OR REPLACE FUNCTION directory.favourites_touch(tenant bigint, owner bigint)
RETURNS void
LANGUAGE sql VOLATILE
AS $$
	INSERT INTO directory.contact_choice AS c (tenant, owner, favourites_version) VALUES ($1, $2, 2)
	ON CONFLICT ON CONSTRAINT contact_choice_pkey DO UPDATE SET favourites_version = c.favourites_version + 1
$$;
