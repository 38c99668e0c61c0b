-- secret_json: a sealed secret in an answer. Answers are kept for a day: it never stands there in clear.
CREATE OR REPLACE FUNCTION hooks.secret_json(secret bytea)
RETURNS jsonb
LANGUAGE sql IMMUTABLE
AS $$ SELECT jsonb_build_object('secret', jsonb_build_object('box', encode(secret, 'hex'))) $$;
