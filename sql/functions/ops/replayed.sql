-- replayed: what stands last in an answer's news when the answer was given before: the daemon says so (Idempotent-Replayed).
CREATE OR REPLACE FUNCTION ops.replayed()
RETURNS jsonb
LANGUAGE sql IMMUTABLE
AS $$ SELECT '[{"replayed": true}]'::jsonb $$;
