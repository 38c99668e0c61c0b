-- entry_key: what tells a contact's number (`member`: number) or address (email) from the others of the contact: its value, and the extension as it was
-- typed (extension_of in presenced/person_item.c). Plain SQL: it is inlined.
CREATE OR REPLACE FUNCTION directory.entry_key(entry jsonb, member text)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
	SELECT lower($1 ->> $2) || COALESCE(' x' || substring($1 ->> 'shown' FROM '[xXtT][ .:=]*([0-9]+)$'), '')
$$;
