-- favourites_most: how many favourites somebody may have.
CREATE OR REPLACE FUNCTION directory.favourites_most()
RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT 500 $$;
