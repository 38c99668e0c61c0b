-- status_right: who may put an agent in which status (20-routing, first table): the agent, a
-- supervisor of their group or an administrator; Busy comes by the emergency rule only, an agent
-- logs out by closing the session.
CREATE OR REPLACE FUNCTION presence.status_right(who text, status text, stop_new boolean)
RETURNS boolean
LANGUAGE plpgsql IMMUTABLE
AS $$
BEGIN
	RETURN EXISTS (SELECT FROM (VALUES
		-- who           status          stop_new
		('agent',        'available',    false),
		('agent',        'available',    true),
		('agent',        'work_offline', false),
		('agent',        'on_break',     false),
		('supervisor',   'available',    false),
		('supervisor',   'work_offline', false),
		('supervisor',   'on_break',     false),
		('supervisor',   'logged_out',   false)
	) AS r (who, status, stop_new)
	WHERE r.who = status_right.who AND r.status = status_right.status AND r.stop_new = status_right.stop_new);
END $$;
