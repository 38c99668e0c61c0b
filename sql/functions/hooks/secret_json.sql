-- secret_json: a webhook's secret in an answer, sealed.
CREATE OR REPLACE FUNCTION hooks.secret_json(secret bytea)
RETURNS jsonb
LANGUAGE sql IMMUTABLE
AS $$ SELECT jsonb_build_object('secret', ops.box_json(secret)) $$;
