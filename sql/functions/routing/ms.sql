-- ms: a duration as whole milliseconds, rounded down; null: null.
CREATE OR REPLACE FUNCTION routing.ms(duration interval)
RETURNS bigint
LANGUAGE sql IMMUTABLE
AS $$ SELECT floor(extract(epoch FROM duration) * 1000)::bigint $$;
