-- dial_tenants: the emergency numbers that organisations have besides those of their countries, for voiced's copy.
CREATE OR REPLACE FUNCTION voice.dial_tenants()
RETURNS TABLE (tenant bigint, emergency_numbers text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$ SELECT t.id, array_to_string(t.emergency_numbers, ',') FROM directory.tenant AS t WHERE t.emergency_numbers <> '{}' ORDER BY t.id $$;
