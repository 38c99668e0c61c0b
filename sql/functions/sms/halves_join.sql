-- halves_join: some senders cut a text of UCS-2 between the two halves of a pair; smsgw keeps each as a character of
-- its own (U+10D800 and up). Joined they are the character that was meant; a half that stays alone is none.
CREATE OR REPLACE FUNCTION sms.halves_join(text text)
RETURNS text
LANGUAGE plpgsql IMMUTABLE
AS $$
DECLARE
	first_half constant integer := 1103872; -- U+10D800
	half constant text := '[' || chr(1103872) || '-' || chr(1105919) || ']';
	pair constant text := '[' || chr(1103872) || '-' || chr(1104895) || '][' || chr(1104896) || '-' || chr(1105919) || ']';
BEGIN
	IF text !~ half THEN
		RETURN text;
	END IF;
	-- Once over the text, however many pairs there are: what stands between them, and each pair.
	text := (SELECT string_agg(b.between || COALESCE(p.joined, ''), '' ORDER BY b.n)
		FROM unnest(regexp_split_to_array(text, pair)) WITH ORDINALITY AS b (between, n)
		LEFT JOIN (SELECT chr(65536 + (ascii(m.found[1]) - first_half) * 1024 + (ascii(substr(m.found[1], 2)) - first_half - 1024)) AS joined, m.n
			FROM regexp_matches(text, pair, 'g') WITH ORDINALITY AS m (found, n)) AS p ON p.n = b.n);
	RETURN regexp_replace(text, half, chr(65533), 'g');
END $$;
