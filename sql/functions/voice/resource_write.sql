-- resource_write: makes, changes or deletes configuration that this schema owns; see ops.resource_write.
CREATE OR REPLACE FUNCTION voice.resource_write(command bytea, fingerprint bytea, tenant bigint, actor bigint, actor_role text,
	origin jsonb, noun text, verb text, id bigint, version bigint, item jsonb, once jsonb, dry_run boolean)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN ops.resource_write('voice', noun, command, fingerprint, tenant, actor, actor_role, origin, verb, id, version, item,
		once, dry_run);
END $$;
