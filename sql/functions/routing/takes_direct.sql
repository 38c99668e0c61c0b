-- takes_direct: the third column of the status table (20-routing): who in this status is given direct calls
-- and transfers (RT-11). An emergency does not hold them back (60-emergency).
CREATE OR REPLACE FUNCTION routing.takes_direct(chosen text)
RETURNS boolean
LANGUAGE sql IMMUTABLE
AS $$ SELECT chosen IN ('available', 'work_offline', 'busy') $$;
