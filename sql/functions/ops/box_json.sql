-- box_json: a sealed secret in an answer. Answers are kept for a day: it never stands there in clear; the daemon opens it for its
-- reader (common/daemon/once.h).
CREATE OR REPLACE FUNCTION ops.box_json(box bytea)
RETURNS jsonb
LANGUAGE sql IMMUTABLE
AS $$ SELECT CASE WHEN box IS NOT NULL THEN jsonb_build_object('box', encode(box, 'hex')) END $$;
