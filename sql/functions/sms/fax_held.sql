-- fax_held: whether somebody has any fax, also of the time when their organisation had the feature. Internal, called by messaging.
CREATE OR REPLACE FUNCTION sms.fax_held(tenant bigint, owner bigint)
RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$ SELECT EXISTS (SELECT FROM sms.fax AS f WHERE f.tenant = $1 AND f.owner = $2) $$;
