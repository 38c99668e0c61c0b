-- held_text: until when an emergency holds back, for JSON: a time, or infinity: until further notice.
CREATE OR REPLACE FUNCTION routing.held_text(until timestamptz)
RETURNS text
LANGUAGE plpgsql IMMUTABLE
AS $$
BEGIN
	RETURN CASE WHEN until = 'infinity' THEN 'infinity' ELSE ops.rfc3339(until) END;
END $$;
