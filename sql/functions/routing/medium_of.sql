-- medium_of: an interaction's medium, that of the queues where it waits: chat or voice. Before migration 0434 what was no call was stored as
-- sms, a web chat, too.
CREATE OR REPLACE FUNCTION routing.medium_of(stored text)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$ SELECT CASE WHEN $1 = 'sms' THEN 'chat' ELSE $1 END $$;
