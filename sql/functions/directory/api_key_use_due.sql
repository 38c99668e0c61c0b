-- api_key_use_due: whether a key's last use was noted so long ago that a new one is to be noted.
CREATE OR REPLACE FUNCTION directory.api_key_use_due(last_used_at timestamptz)
RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN last_used_at IS NULL OR last_used_at <= ops.clock() - interval '1 minute';
END $$;
