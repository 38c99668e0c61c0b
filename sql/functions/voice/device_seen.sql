-- device_seen: whether who asks may see and change a phone: an administrator each, everybody else those of the account that they
-- are logged in with.
CREATE OR REPLACE FUNCTION voice.device_seen(owner bigint, side text, actor bigint, actor_role text, actor_side text)
RETURNS boolean
LANGUAGE sql IMMUTABLE
AS $$ SELECT actor_role = 'administrator' OR (owner = actor AND side = actor_side) $$;
