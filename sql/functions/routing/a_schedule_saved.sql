-- a_schedule_saved: a schedule's hours must be hours of days, each once; then they are compiled. Keys: config.
CREATE OR REPLACE FUNCTION routing.a_schedule_saved(tenant bigint, id bigint, actor bigint, item jsonb, before jsonb, after jsonb)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	bad text;
BEGIN
	IF after IS NULL THEN
		DELETE FROM routing.schedule_boundary AS b WHERE b.tenant = a_schedule_saved.tenant AND b.schedule = a_schedule_saved.id;
		RETURN;
	END IF;
	IF item ? 'time_zone' AND NOT routing.is_zone(after ->> 'time_zone') THEN
		PERFORM ops.resource_refuse('invalid', 'time_zone', 'Is no time zone, as "Europe/Berlin" is one.');
	END IF;
	bad := COALESCE(routing.hours_wrong('week', after -> 'week', 'weekday'), routing.hours_wrong('exceptions', after -> 'exceptions', 'day'));
	IF bad IS NOT NULL THEN
		PERFORM ops.resource_refuse('invalid', bad, CASE WHEN bad LIKE '%/weekday' THEN 'Must be 1 (Monday) to 7 (Sunday).'
			WHEN bad LIKE '%/day' THEN 'Must be a day, as "2026-12-24" is one.'
			WHEN bad LIKE '%/opens' OR bad LIKE '%/closes' THEN 'Must be a time, as "08:00" is one; an exception without both is closed.'
			ELSE 'Must be a list of at most 400 objects with weekday or day, opens, closes, and name for exceptions.' END);
	END IF;
	-- Lists that overlapped before this was checked stay as they are until they change.
	bad := COALESCE(CASE WHEN before -> 'week' IS DISTINCT FROM after -> 'week' THEN routing.hours_overlap('week', after -> 'week', 'weekday') END,
		CASE WHEN before -> 'exceptions' IS DISTINCT FROM after -> 'exceptions' THEN routing.hours_overlap('exceptions', after -> 'exceptions', 'day') END);
	IF bad IS NOT NULL THEN
		PERFORM ops.resource_refuse('invalid', bad, 'Overlaps or contradicts an earlier entry.');
	END IF;
	PERFORM routing.schedule_compile(tenant, id);
END $$;
