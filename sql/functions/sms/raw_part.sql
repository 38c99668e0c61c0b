-- raw_part: of the bytes of a carrier's call that names one of these numbers the part that speaks of them: all, as it came, where it has
-- one event (each form, each frame); where it has several (JSON), theirs alone. Null: it can't be read, so nobody can say whose it is.
CREATE OR REPLACE FUNCTION sms.raw_part(raw bytea, numbers text[])
RETURNS bytea
LANGUAGE plpgsql IMMUTABLE
AS $$
DECLARE
	whole jsonb;
	part jsonb;
BEGIN
	IF NOT sms.raw_is_json(raw) THEN
		RETURN raw;
	END IF;
	whole := convert_from(raw, 'UTF8')::jsonb;
	part := sms.json_events(whole, numbers, true);
	RETURN CASE WHEN part = whole THEN raw ELSE convert_to(part::text, 'UTF8') END;
EXCEPTION WHEN data_exception OR program_limit_exceeded OR untranslatable_character THEN
	RETURN NULL;
END $$;
