-- transcripts_audited: whether a kind of users or a group has the permission transcripts.audit, so that agents are to be told.
CREATE OR REPLACE FUNCTION directory.transcripts_audited(tenant bigint)
RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN EXISTS (SELECT FROM directory.role AS r WHERE r.tenant = transcripts_audited.tenant AND 'transcripts.audit' = ANY (r.permissions)
		AND (r.user_role IS NOT NULL OR EXISTS (SELECT FROM directory.agent_group AS g WHERE g.tenant = r.tenant AND g.role_id = r.id)));
END $$;
