-- device_shown: a phone in the answer that tells its password once. Answers are kept for a day: there it stands sealed (`box`), and
-- only voiced opens it; null: it is the one that it was.
CREATE OR REPLACE FUNCTION voice.device_shown(tenant bigint, id bigint, realm text, servers text, password bytea)
RETURNS jsonb
LANGUAGE sql STABLE
AS $$ SELECT voice.device_json($1, $2, $3, $4) || jsonb_build_object('password', ops.box_json($5)) $$;
