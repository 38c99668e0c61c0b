-- contact_line: a contact's line in a list.
CREATE OR REPLACE FUNCTION directory.contact_line(tenant bigint, viewer bigint, sides_ smallint, kind text, ref bigint)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN (SELECT directory.contact_shown(e.item, sides_) || jsonb_build_object(
			'image', (SELECT v.version::text FROM messaging.v_avatar AS v WHERE e.kind = 'user' AND v.tenant = e.tenant AND v.user_id = e.ref),
			'favourite', EXISTS (SELECT FROM directory.favourite AS v
				WHERE v.tenant = e.tenant AND v.owner = viewer AND v.kind = e.kind AND v.ref = e.ref))
		FROM directory.contact_entry AS e WHERE e.tenant = contact_line.tenant AND e.kind = contact_line.kind AND e.ref = contact_line.ref);
END $$;
