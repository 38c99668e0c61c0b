-- resource_read: things of the configuration that this schema owns; see ops.resource_read. Of the tenants an operator reads
-- all, anybody else their own.
CREATE OR REPLACE FUNCTION directory.resource_read(noun text, tenant bigint, id bigint, ask jsonb)
RETURNS ops.answer
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$ BEGIN RETURN ops.resource_read('directory', noun,
	CASE WHEN noun <> 'tenant' OR ask #>> '{who,role}' IS DISTINCT FROM 'operator' THEN tenant END, id, ask); END $$;
