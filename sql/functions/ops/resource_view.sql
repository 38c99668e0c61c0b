-- resource_view: the view that a resource is: its columns are the fields that the API shows, its comment
-- names the table it stands for, a column's comment says what is special of it: 'secret' is written and
-- never shown, 'live' is shown and no part of the configuration (docs/decisions/0007-resources.md).
-- `noun` comes from a daemon's table, never from a client.
CREATE OR REPLACE FUNCTION ops.resource_view(schema text, noun text)
RETURNS regclass
LANGUAGE sql STABLE
AS $$ SELECT format('%I.%I', schema, 'a_' || noun)::regclass $$;
