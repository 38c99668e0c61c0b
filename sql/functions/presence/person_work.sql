-- person_work: the Work entry of a person as others see it, from the columns of v_work; null: no Work licence.
CREATE OR REPLACE FUNCTION presence.person_work(shown text, message text, until timestamptz, last_seen timestamptz)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN CASE WHEN shown IS NOT NULL THEN jsonb_build_object('shown', shown, 'message', message,
		'until', ops.rfc3339(until), 'last_seen', ops.rfc3339(last_seen)) END;
END $$;
