-- logged_in_elsewhere: whether an agent has another workspace session with a live stream. A session that was left behind, by a page
-- that closed, fell silent or never opened its stream, keeps nobody logged in: who logs out would keep their chats until it is gone.
CREATE OR REPLACE FUNCTION presence.logged_in_elsewhere(tenant bigint, agent bigint, session bigint, at_now timestamptz)
RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN EXISTS (
		SELECT FROM presence.stream AS s
		WHERE s.tenant = logged_in_elsewhere.tenant AND s.agent = logged_in_elsewhere.agent
			AND s.session <> logged_in_elsewhere.session
			AND s.ends_at > at_now AND s.state = 'live');
END $$;
