-- is_internal: whether a conversation is between accounts: an agent chat, a directory chat, a room. Inlined.
CREATE OR REPLACE FUNCTION messaging.is_internal(kind text)
RETURNS boolean
LANGUAGE sql IMMUTABLE
AS $$ SELECT kind IN ('agent', 'directory', 'room') $$;
