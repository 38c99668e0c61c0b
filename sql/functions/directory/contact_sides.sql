-- contact_sides: which entries of the directory somebody sees (00-words, mode): in mode 3 all, else those of their own
-- side. A mask of contact_entry.sides.
CREATE OR REPLACE FUNCTION directory.contact_sides(tenant bigint, side text)
RETURNS smallint
LANGUAGE sql STABLE
AS $$ SELECT (CASE WHEN t.mode = 3 THEN 4 WHEN $2 = 'work' THEN 1 ELSE 2 END)::smallint FROM directory.tenant AS t WHERE t.id = $1 $$;
