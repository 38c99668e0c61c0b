-- v_desk_line: the lines whose calls a receptionist sees, each once, with the place in which they were given: those of
-- directory.desk_line, and one's own Work line, which is nobody's secret from oneself. In modes 1 and 2 nobody at Work sees the
-- contact center's.
CREATE OR REPLACE VIEW directory.v_desk_line AS
SELECT d.tenant, d.user_id AS viewer, CASE WHEN d.service_id IS NULL THEN d.side ELSE 'service' END AS kind,
	COALESCE(d.service_id, d.line_user_id) AS ref, d.id AS place
FROM directory.desk_line AS d
JOIN directory.app_user AS u ON u.tenant = d.tenant AND u.id = d.user_id AND u.has_work AND NOT u.disabled
JOIN directory.tenant AS t ON t.id = d.tenant
WHERE (d.side = 'work' OR t.mode = 3) AND NOT (d.side = 'work' AND d.line_user_id IS NOT DISTINCT FROM d.user_id)
UNION ALL
SELECT u.tenant, u.id, 'work', u.id, 0
FROM directory.app_user AS u
WHERE u.has_work AND NOT u.disabled
	AND EXISTS (SELECT FROM directory.desk_line AS d WHERE d.tenant = u.tenant AND d.user_id = u.id);
