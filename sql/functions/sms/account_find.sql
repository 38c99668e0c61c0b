-- account_find: the carrier and the settings of an account; no row: there is none. Read.
CREATE OR REPLACE FUNCTION sms.account_find(tenant bigint, id bigint)
RETURNS TABLE (carrier text, settings jsonb)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$ SELECT a.carrier, a.settings FROM sms.account AS a WHERE a.tenant = $1 AND a.id = $2 $$;
