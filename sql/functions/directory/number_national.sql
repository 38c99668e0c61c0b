-- number_national: an E.164 number's digits without its country's code: the longest code is three digits, and no code
-- begins with another one.
CREATE OR REPLACE FUNCTION directory.number_national(number text)
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
	SELECT substr($1, 2 + CASE WHEN $1 ~ '^\+[17]' THEN 1
		WHEN $1 ~ '^\+(2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])' THEN 2 ELSE 3 END)
$$;
