-- origin_of: an origin as browsers send it (the URL standard's serialization): scheme and host in small letters, other letters than ASCII's
-- in punycode, addresses in their one form, without the scheme's own port. Null: it is none, or one of no page (http and https).
CREATE OR REPLACE FUNCTION directory.origin_of(given text)
RETURNS text
LANGUAGE plpgsql IMMUTABLE
AS $$
DECLARE
	parts CONSTANT text[] := regexp_match(given, '^([Hh][Tt][Tt][Pp][Ss]?)://(\[[0-9A-Fa-f:]+\]|[^]:[/?#@\\%]+)(?::([0-9]{0,5}))?$');
	scheme CONSTANT text := lower(parts[1] COLLATE "C");
	port CONSTANT integer := NULLIF(parts[3], '')::integer;
	octet CONSTANT text := '(0|[1-9][0-9]?|1[0-9][0-9]|2[0-4][0-9]|25[0-5])';
	host text := parts[2];
BEGIN
	IF parts IS NULL OR port NOT BETWEEN 1 AND 65535 THEN
		RETURN NULL;
	ELSIF host LIKE '[%' THEN
		host := '[' || host(btrim(host, '[]')::inet) || ']';
		IF host LIKE '%.%' THEN -- IPv4 within IPv6, which browsers write in another way
			RETURN NULL;
		END IF;
	ELSE
		-- Letter by letter: the last sigma of a word is one like all others here.
		host := normalize(array_to_string(ARRAY(SELECT lower(l.letter COLLATE "und-x-icu")
			FROM unnest(string_to_array(translate(normalize(host, NFKC), '。', '.'), NULL)) WITH ORDINALITY AS l (letter, n) ORDER BY l.n), ''), NFC);
		-- No control or blank, nothing that is not seen, of ASCII what hosts have.
		IF host ~ '[\u0001-,/:-^`{-\u00b6\u2000-\u206f\u3000\ufe00-\ufe0f\ufeff]|^\.|\.\.|\.$' OR host ~ '(^|\.)xn--[^.]*[^\u0001-\u007f]' THEN
			RETURN NULL;
		END IF;
		host := (SELECT string_agg(directory.label_ascii(l.label), '.' ORDER BY l.n) FROM unnest(string_to_array(host, '.')) WITH ORDINALITY AS l (label, n));
		IF length(host) > 253 OR host ~ '[^.]{64}' OR host ~ '(^|\.)([0-9]+|0x[0-9a-f]*)$' AND host !~ ('^(' || octet || '\.){3}' || octet || '$') THEN
			RETURN NULL;
		END IF;
	END IF;
	RETURN scheme || '://' || host || CASE WHEN port = CASE scheme WHEN 'http' THEN 80 ELSE 443 END THEN '' ELSE COALESCE(':' || port, '') END;
EXCEPTION WHEN invalid_text_representation THEN -- no address
	RETURN NULL;
END $$;
