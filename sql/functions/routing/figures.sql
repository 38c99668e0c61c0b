-- figures: figures_of one row's counters.
CREATE OR REPLACE FUNCTION routing.figures(of text, counters jsonb)
RETURNS jsonb
LANGUAGE sql IMMUTABLE
AS $$ SELECT f.figures FROM routing.figures_of($1, '{0}', ARRAY[$2]) AS f $$;
