-- contact_seen: whether somebody may see a contact: everybody's in their directory, and their own.
CREATE OR REPLACE FUNCTION directory.contact_seen(tenant bigint, viewer bigint, sides_ smallint, kind text, ref bigint)
RETURNS boolean
LANGUAGE sql STABLE
AS $$
	SELECT EXISTS (SELECT FROM directory.contact_entry AS e
		WHERE e.tenant = $1 AND e.kind = $4 AND e.ref = $5 AND e.owner IN (0, $2) AND e.sides & $3 <> 0)
$$;
