-- rule_zone: the time zone of a route rule's time of day.
CREATE OR REPLACE FUNCTION routing.rule_zone(tenant bigint, asked jsonb)
RETURNS text
LANGUAGE sql STABLE
AS $$ SELECT COALESCE(asked ->> 'time_zone', (SELECT t.time_zone FROM directory.v_tenant AS t WHERE t.id = $1), 'UTC') $$;
