-- may: whether a user has a permission (directory.permissions).
DROP FUNCTION IF EXISTS directory.initiates(bigint, text); -- of one permission
DROP FUNCTION IF EXISTS directory.audits_transcripts(bigint, text); -- of another
CREATE OR REPLACE FUNCTION directory.may(tenant bigint, actor bigint, permission text)
RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$ BEGIN RETURN permission = ANY (directory.permissions_of(tenant, actor)); END $$;
