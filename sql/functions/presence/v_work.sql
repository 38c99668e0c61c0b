-- v_work: Work users as others see them: the one place where that is judged, by the clock and not by what was swept.
--   Devices are merged so: who has none that is there (live, or closed less than stale_ms ago) is offline; a chosen
--   status holds for all of them; who chose available and has touched none of them for a while is away.
--   Invisible is offline, and nobody who is offline shows a message or when it ends: its change would tell that
--   somebody is there. `version`: of kind person (14). The owner's own: presence.work_state.
CREATE OR REPLACE VIEW presence.v_work AS
SELECT u.tenant, u.id AS user_id, j.shown,
	CASE WHEN j.shown <> 'offline' AND c.chosen THEN s.message END AS message,
	CASE WHEN j.shown <> 'offline' AND c.chosen THEN s.until END AS until,
	CASE WHEN j.shown = 'offline' THEN CASE WHEN p.shown <> 'offline' THEN n.at ELSE p.seen_at END END AS last_seen,
	COALESCE(p.version, 0) AS version
FROM directory.app_user AS u
CROSS JOIN (SELECT ops.clock() AS at OFFSET 0) AS n
LEFT JOIN presence.work_status AS s ON s.tenant = u.tenant AND s.user_id = u.id
LEFT JOIN presence.person AS p ON p.tenant = u.tenant AND p.user_id = u.id
CROSS JOIN LATERAL (SELECT s.status IS NOT NULL AND (s.until IS NULL OR s.until > n.at) AS chosen OFFSET 0) AS c
CROSS JOIN LATERAL (SELECT bool_or(NOT d.idle) AS active FROM presence.work_stream AS d
	WHERE d.tenant = u.tenant AND d.user_id = u.id AND (d.gone_at IS NULL OR d.gone_at > n.at) AND d.ends_at > n.at) AS d
CROSS JOIN LATERAL (SELECT CASE
	WHEN d.active IS NULL OR (c.chosen AND s.status = 'invisible') THEN 'offline'
	WHEN c.chosen AND s.status <> 'available' THEN s.status
	WHEN d.active THEN 'available'
	ELSE 'away' END AS shown OFFSET 0) AS j
WHERE u.has_work AND NOT u.disabled;
