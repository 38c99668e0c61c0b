-- transcripts_audited: whether any role has the permission transcripts.audit, so that agents are to be told.
CREATE OR REPLACE FUNCTION directory.transcripts_audited(tenant bigint)
RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN COALESCE((SELECT t.transcripts_audit_roles <> '{}' FROM directory.tenant AS t WHERE t.id = transcripts_audited.tenant), false);
END $$;
