-- config_name: what a row of a file is called, for people: the values of its key.
CREATE OR REPLACE FUNCTION ops.config_name(item jsonb, key text[])
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$ SELECT left(string_agg(item ->> k.field, ' / ' ORDER BY k.n), 300) FROM unnest(key) WITH ORDINALITY AS k (field, n) $$;
