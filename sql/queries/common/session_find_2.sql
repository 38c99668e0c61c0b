-- session_find_2: whom a token or API key belongs to, by its SHA-256; no row: nobody. idled_min: it has ended by idle timeout.
-- flags: read
SELECT tenant, session, user_id, role, app, name, has_seat, has_work, to_json(scopes) AS scopes,
	ops.rfc3339(expires_at) AS expires_at,
	(extract(epoch FROM expires_at) * 1000)::bigint AS expires_ms, use_due, idle_min, idled_min
FROM presence.session_find_2(token_hash => $1)
