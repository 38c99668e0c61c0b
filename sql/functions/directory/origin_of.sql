-- origin_of: an origin as browsers send it (the URL standard's serialization): scheme and host in lower case, IPv6 addresses in their one
-- form, without the scheme's own port. Null: it is none, or one of no page (http and https), or its host is not in ASCII yet (punycode).
CREATE OR REPLACE FUNCTION directory.origin_of(given text)
RETURNS text
LANGUAGE plpgsql IMMUTABLE
AS $$
DECLARE
	parts CONSTANT text[] := regexp_match(lower(given COLLATE "C"), '^(https?)://([a-z0-9](?:[a-z0-9._-]{0,251}[a-z0-9])?|\[[0-9a-f:]+\])(?::([0-9]{0,5}))?$');
	scheme CONSTANT text := parts[1];
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
	ELSIF host ~ '\.\.|[^.]{64}' OR host ~ '(^|\.)([0-9]+|0x[0-9a-f]*)$' AND host !~ ('^(' || octet || '\.){3}' || octet || '$') THEN
		RETURN NULL; -- no name of DNS; or an IPv4 address that browsers write in another way
	END IF;
	RETURN scheme || '://' || host || CASE WHEN port = CASE scheme WHEN 'http' THEN 80 ELSE 443 END THEN '' ELSE COALESCE(':' || port, '') END;
EXCEPTION WHEN invalid_text_representation THEN -- no address
	RETURN NULL;
END $$;
