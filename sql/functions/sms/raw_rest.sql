-- raw_rest: what is left of the bytes of a carrier's call without what speaks of these numbers; null: nothing that somebody else said, or
-- it can't be read.
CREATE OR REPLACE FUNCTION sms.raw_rest(raw bytea, numbers text[])
RETURNS bytea
LANGUAGE plpgsql IMMUTABLE
AS $$
DECLARE
	rest jsonb;
	bytes bytea;
BEGIN
	IF NOT sms.raw_is_json(raw) THEN
		RETURN NULL;
	END IF;
	rest := sms.json_events(convert_from(raw, 'UTF8')::jsonb, numbers, false);
	bytes := convert_to(rest::text, 'UTF8');
	RETURN CASE WHEN jsonb_path_exists(rest, 'strict $.** ? (@.type() == "array")[*] ? (@.type() == "object")', '{}', true)
		AND NOT sms.raw_names(bytes, numbers) THEN bytes END;
EXCEPTION WHEN data_exception OR program_limit_exceeded OR untranslatable_character THEN
	RETURN NULL;
END $$;
