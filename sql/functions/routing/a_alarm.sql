-- a_alarm: alarms as the API has them (ops.resource_view), and since when they are raised.
CREATE OR REPLACE VIEW routing.a_alarm AS
SELECT a.tenant, a.id, a.name, a.queue_id, a.kind, a.threshold, a.owner_id, a.enabled, a.version,
	(SELECT ops.rfc3339(r.raised_at) FROM routing.alarm_raised AS r
	WHERE r.tenant = a.tenant AND r.alarm = a.id AND r.cleared_at IS NULL) AS raised_at
FROM routing.alarm AS a;
COMMENT ON VIEW routing.a_alarm IS 'routing.alarm';
COMMENT ON COLUMN routing.a_alarm.raised_at IS 'live';
