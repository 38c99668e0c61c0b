-- said_fits: whether what a receipt says of its text (a hash of its first characters, with the carrier's id) is how this text
-- begins; of one that went in parts, how a part of it may begin. A few characters of a longer text prove nothing.
CREATE OR REPLACE FUNCTION sms.said_fits(text text, segments integer, provider_id text, said bytea, said_n integer)
RETURNS boolean
LANGUAGE sql IMMUTABLE
AS $$
	SELECT said_n >= least(length(text), 8) AND EXISTS (
		SELECT FROM generate_series(1, CASE WHEN segments > 1 THEN length(text) ELSE 1 END) AS at
		WHERE sha256(convert_to(provider_id || ':' || substr(text, at, said_n), 'UTF8')) = said)
$$;
