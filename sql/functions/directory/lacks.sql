-- lacks: what a refusal says to who has not a permission, as common/daemon/session.c says it.
CREATE OR REPLACE FUNCTION directory.lacks(permission text)
RETURNS jsonb
LANGUAGE sql IMMUTABLE
AS $$ SELECT jsonb_build_object('detail', format('You don''t have the permission %s: ask an administrator', permission)) $$;
