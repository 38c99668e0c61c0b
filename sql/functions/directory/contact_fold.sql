-- contact_fold: a text as it is compared in search (CT-8): without accents and case. Whoever changes it makes all entries
-- anew (directory.contact_refill).
CREATE OR REPLACE FUNCTION directory.contact_fold(text text)
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
	SELECT replace(replace(replace(replace(translate(
		lower(regexp_replace(normalize($1, NFKD), '[\u0300-\u036f]', '', 'g') COLLATE "und-x-icu"),
		'øłđðı’‘ʼ`', 'olddi'''''''''), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th')
$$;
