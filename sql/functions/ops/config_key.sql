-- config_key: the fields by which a row of a file and a thing of a tenant are the same: what is unique, else all.
CREATE OR REPLACE FUNCTION ops.config_key(of regclass)
RETURNS text[]
LANGUAGE sql STABLE
AS $$ SELECT COALESCE(ops.config_unique(of), (SELECT array_agg(f.field ORDER BY f.n) FROM ops.config_fields(of) AS f)) $$;
