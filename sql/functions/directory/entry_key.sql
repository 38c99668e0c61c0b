-- entry_key: what tells a contact's number (`member`: number) or address (email) from the others of the contact: its value, and the extension as it was
-- typed, in the forms that libphonenumber reads (test_phone.c): "x12", "#12", "ext. 12", ";ext=12", "extension 12", "anexo 12". Plain SQL: it is inlined.
CREATE OR REPLACE FUNCTION directory.entry_key(entry jsonb, member text)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
	SELECT lower($1 ->> $2) || COALESCE(' x' || substring($1 ->> 'shown' FROM '[xXtTnNoO#~б][ .:=]*([0-9]{1,15})$'), '')
$$;
