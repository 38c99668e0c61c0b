-- login_live: whether the page of this workspace session answers, or is silent and not lost yet.
CREATE OR REPLACE FUNCTION presence.login_live(tenant bigint, session bigint, at_now timestamptz)
RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN EXISTS (SELECT FROM presence.stream AS s
		WHERE s.tenant = login_live.tenant AND s.session = login_live.session
			AND s.ends_at > at_now AND (s.state = 'live' OR s.state = 'stale' AND s.lost_at > at_now));
END $$;
