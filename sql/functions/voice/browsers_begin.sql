-- browsers_begin: the process `boot` is `instance` now: the pages of the one before are phones no more. Answers how many there were.
CREATE OR REPLACE FUNCTION voice.browsers_begin(instance text, boot bigint)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	gone bigint;
BEGIN
	DELETE FROM voice.browser AS b WHERE b.instance = browsers_begin.instance AND b.boot <> browsers_begin.boot;
	GET DIAGNOSTICS gone = ROW_COUNT;
	RETURN gone;
END $$;
