-- country_name: a country's name; null: there is none of this code. Internal, called by directory and routing.
CREATE OR REPLACE FUNCTION sms.country_name(iso2 text)
RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$ SELECT c.name FROM sms.country AS c WHERE c.iso2 = $1 $$;
