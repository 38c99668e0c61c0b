-- reason_missing: the body of a problem: a step is undone with a reason only (SV-3).
CREATE OR REPLACE FUNCTION routing.reason_missing()
RETURNS jsonb
LANGUAGE sql IMMUTABLE
AS $$ SELECT '{"errors": [{"pointer": "/reason", "detail": "Say why."}]}'::jsonb $$;
