-- browser_name: under which a user's pages register. It is no phone's: those have neither - nor a choice.
CREATE OR REPLACE FUNCTION voice.browser_name(owner bigint, side text)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$ SELECT side || '-' || owner $$;
