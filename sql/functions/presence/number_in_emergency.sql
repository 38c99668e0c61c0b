-- number_in_emergency: whether an emergency is open whose call sent this number, so that its call back may come (EM-3). Internal. Read.
CREATE OR REPLACE FUNCTION presence.number_in_emergency(number text)
RETURNS boolean
LANGUAGE sql STABLE
AS $$ SELECT EXISTS (SELECT FROM presence.call_back_of_3($1)) $$;
