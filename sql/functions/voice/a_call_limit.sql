-- a_call_limit: the limits of calls that hold, by price class, as the API has them (ops.resource_view): always one for each class: the
-- installation's defaults, where a tenant says nothing else (call_limit_set).
CREATE OR REPLACE VIEW voice.a_call_limit AS
SELECT t.id AS tenant, c.id, c.name AS price_class,
	COALESCE(l.user_calls, c.user_calls) AS user_calls, COALESCE(l.tenant_calls, c.tenant_calls) AS tenant_calls,
	COALESCE(l.user_per_minute, c.user_per_minute) AS user_per_minute, COALESCE(l.tenant_per_minute, c.tenant_per_minute) AS tenant_per_minute,
	COALESCE(l.user_minutes_per_day, c.user_minutes_per_day) AS user_minutes_per_day,
	COALESCE(l.tenant_minutes_per_day, c.tenant_minutes_per_day) AS tenant_minutes_per_day,
	1 + COALESCE(l.version, 0) AS version
FROM directory.v_tenant AS t CROSS JOIN voice.price_class AS c LEFT JOIN voice.call_limit AS l ON l.tenant = t.id AND l.price_class = c.name;
COMMENT ON VIEW voice.a_call_limit IS 'voice.call_limit';
COMMENT ON COLUMN voice.a_call_limit.price_class IS 'fixed';

CREATE OR REPLACE TRIGGER call_limit_set INSTEAD OF INSERT OR UPDATE OR DELETE ON voice.a_call_limit
	FOR EACH ROW EXECUTE FUNCTION voice.call_limit_set();
