-- a_schedule: schedules as the API has them (ops.resource_view).
CREATE OR REPLACE VIEW routing.a_schedule AS
SELECT s.tenant, s.id, s.name, s.time_zone, s.week, s.exceptions, s.version,
	routing.schedule_open(s.tenant, s.id, ops.clock()) AS open
FROM routing.schedule AS s;
COMMENT ON VIEW routing.a_schedule IS 'routing.schedule';
COMMENT ON COLUMN routing.a_schedule.open IS 'live';
COMMENT ON COLUMN routing.a_schedule.week IS 'refers to nothing';
COMMENT ON COLUMN routing.a_schedule.exceptions IS 'refers to nothing';
