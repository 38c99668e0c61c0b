-- missed_key: of the thing "missed" (kind 23): a user's two accounts have each their own.
CREATE OR REPLACE FUNCTION voice.missed_key(owner bigint, side text)
RETURNS bigint
LANGUAGE sql IMMUTABLE
AS $$ SELECT $1 * 2 + CASE $2 WHEN 'agent' THEN 1 ELSE 0 END $$;
