-- notes_added: what a merge adds to notes of this length: the other customer's notes, on a line of their own. Internal.
CREATE OR REPLACE FUNCTION messaging.notes_added(length_ integer, notes text)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$ SELECT CASE WHEN $1 > 0 AND $2 <> '' THEN E'\n' || $2 ELSE $2 END $$;
