-- segments_of: how many segments an automatic text takes from the sender's rate: GSM 7-bit for
-- plain ASCII, else UCS-2. What an agent writes is counted exactly by the caller of send.
CREATE OR REPLACE FUNCTION messaging.segments_of(text text)
RETURNS smallint
LANGUAGE sql IMMUTABLE
AS $$
	SELECT CASE
		WHEN text ~ '^[ -~\n\r]*$' THEN CASE WHEN length(text) <= 160 THEN 1 ELSE (length(text) + 152) / 153 END
		WHEN length(text) <= 70 THEN 1 ELSE (length(text) + 66) / 67 END::smallint
$$;
