-- contact_choice_get: what one has chosen for texts to one's own Work number.
CREATE OR REPLACE FUNCTION directory.contact_choice_get(tenant bigint, owner bigint)
RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT jsonb_build_object('block_unknown_senders', COALESCE((SELECT c.block_unknown_senders FROM directory.contact_choice AS c
		WHERE c.tenant = $1 AND c.owner = $2), false))
$$;
