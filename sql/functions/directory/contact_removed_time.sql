-- contact_removed_time: how long a deleted contact can be restored. Internal.
CREATE OR REPLACE FUNCTION directory.contact_removed_time()
RETURNS interval
LANGUAGE sql IMMUTABLE
AS $$ SELECT interval '10 minutes' $$;
