-- audits_transcripts: whether somebody of this role has the permission transcripts.audit (40-messaging).
CREATE OR REPLACE FUNCTION directory.audits_transcripts(tenant bigint, actor_role text)
RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN COALESCE((SELECT actor_role = ANY (t.transcripts_audit_roles) FROM directory.tenant AS t WHERE t.id = audits_transcripts.tenant), false);
END $$;
