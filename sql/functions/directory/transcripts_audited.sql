-- transcripts_audited: whether somebody can have the permission transcripts.audit, so that agents are to be told.
CREATE OR REPLACE FUNCTION directory.transcripts_audited(tenant bigint)
RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN EXISTS (SELECT FROM directory.role AS r WHERE r.tenant = transcripts_audited.tenant AND 'transcripts.audit' = ANY (r.permissions)
		AND (r.user_role IS NOT NULL OR EXISTS (SELECT FROM directory.agent_group AS g
			JOIN directory.app_user AS u ON u.tenant = g.tenant AND u.group_id = g.id AND u.role IN ('supervisor', 'administrator') AND NOT u.disabled
			WHERE g.tenant = r.tenant AND g.role_id = r.id)));
END $$;
