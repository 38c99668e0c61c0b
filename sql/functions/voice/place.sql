-- place: a caller's place in their queue, the first is 1, and about how many seconds they will wait; wait_s null: nothing is known. No row:
-- they do not wait in a queue. Read.
CREATE OR REPLACE FUNCTION voice.place(tenant bigint, interaction bigint)
RETURNS TABLE ("position" integer, wait_s integer)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 1
SET search_path = pg_catalog, pg_temp
AS $$ SELECT p.place, p.wait_s FROM routing.line_place($1, $2) AS p $$;
