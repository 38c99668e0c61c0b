-- halves_join: some senders cut a text of UCS-2 between the two halves of a pair; smsgw keeps each as a character of
-- its own (U+10D800 and up). Joined they are the character that was meant; a half that stays alone is none.
CREATE OR REPLACE FUNCTION sms.halves_join(text text)
RETURNS text
LANGUAGE plpgsql IMMUTABLE
AS $$
DECLARE
	first_half constant integer := 1103872; -- U+10D800
	half constant text := '[' || chr(1103872) || '-' || chr(1105919) || ']';
	pair text;
BEGIN
	IF text !~ half THEN
		RETURN text;
	END IF;
	LOOP
		pair := substring(text FROM '[' || chr(1103872) || '-' || chr(1104895) || '][' || chr(1104896) || '-' || chr(1105919) || ']');
		EXIT WHEN pair IS NULL;
		text := replace(text, pair, chr(65536 + (ascii(pair) - first_half) * 1024 + (ascii(substr(pair, 2)) - first_half - 1024)));
	END LOOP;
	RETURN regexp_replace(text, half, chr(65533), 'g');
END $$;
