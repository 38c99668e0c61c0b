-- session_idle_due: sessions that are to be judged by their last activity.
-- flags: read
SELECT tenant, session, user_id FROM presence.session_idle_due(limit_ => $1::integer)
