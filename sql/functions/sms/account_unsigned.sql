-- account_unsigned: whether an account says that its carrier's calls come without a signature. For the linter and the lines.
CREATE OR REPLACE FUNCTION sms.account_unsigned(tenant bigint, account bigint)
RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$ SELECT EXISTS (SELECT FROM sms.account AS a WHERE a.tenant = $1 AND a.id = $2 AND a.settings ->> 'unsigned' = 'yes') $$;
