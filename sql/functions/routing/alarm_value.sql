-- alarm_value: what an alarm measures now, in its threshold's unit; null: nothing to measure. Read.
-- oldest_wait: ms since the first entry of what waits longest. service_level: percent of the last half hour, as
-- service_level_live, once ten were decided or are late. nobody_logged_in: members logged in, while the queue is open.
CREATE OR REPLACE FUNCTION routing.alarm_value(a routing.alarm, clock timestamptz)
RETURNS bigint
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	counters jsonb;
BEGIN
	IF a.kind = 'oldest_wait' THEN
		RETURN (SELECT routing.ms(clock - min(i.entered_at)) FROM routing.interaction AS i
			WHERE i.tenant = a.tenant AND i.queue = a.queue_id AND i.state IN ('waiting', 'offered') AND i.state <> 'ended');
	ELSIF a.kind = 'service_level' THEN
		counters := routing.live_counters(a.tenant, a.queue_id, routing.quarter(clock - interval '30 minutes'), clock);
		RETURN CASE WHEN routing.counter_sum('{answered,abandoned,-abandoned_in_time,waiting_late}', counters) >= 10
			THEN floor((routing.figures('queue', counters) ->> 'service_level_live')::numeric) END;
	END IF;
	RETURN (SELECT CASE WHEN routing.schedule_open(q.tenant, q.schedule_id, clock) THEN
			(SELECT count(*) FROM routing.member AS m JOIN routing.agent AS g ON g.tenant = m.tenant AND g.agent = m.agent
			WHERE m.tenant = q.tenant AND m.queue = q.id AND m.enabled AND g.chosen <> 'logged_out') END
		FROM routing.queue AS q WHERE q.tenant = a.tenant AND q.id = a.queue_id);
END $$;
