-- card_get: the card of a contact as somebody sees it (CT-9), in one call, with what they may see of a user's presence, an
-- entry an account (CT-15). Null: there is none for them.
CREATE OR REPLACE FUNCTION directory.card_get(tenant bigint, viewer bigint, side text, kind text, ref bigint)
RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	sides_ CONSTANT smallint := directory.contact_sides(tenant, side);
BEGIN
	IF NOT directory.contact_seen(tenant, viewer, sides_, kind, ref) THEN
		RETURN NULL;
	END IF;
	RETURN directory.card_make(tenant, viewer, side, '{"notes": "", "possible_duplicate_of": null, "merged": null, "version": null}'::jsonb
		|| directory.contact_line(tenant, viewer, sides_, kind, ref) || directory.card_details(tenant, kind, ref)
		|| jsonb_build_object('presence', CASE WHEN kind = 'user' THEN presence.person_seen(tenant, viewer, side, ref) END));
END $$;
