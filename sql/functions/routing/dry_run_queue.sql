-- dry_run_queue: the part of a dry run that a rule into a queue brings: the queue as it is at that time, what would
-- be asked for, who could take it now.
CREATE OR REPLACE FUNCTION routing.dry_run_queue(r routing.route_rule, at_ timestamptz)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	q routing.queue;
	open boolean;
	skills jsonb;
	priority CONSTANT integer := r.priority;
BEGIN
	SELECT * INTO q FROM routing.queue AS o WHERE o.tenant = r.tenant AND o.id = r.queue;
	open := routing.schedule_open(q.tenant, q.schedule_id, at_);
	skills := (SELECT COALESCE(jsonb_agg(jsonb_build_object('skill', n.skill::text, 'name', s.name, 'level', n.level) ORDER BY s.name), '[]')
		FROM jsonb_to_recordset(r.skills) AS n (skill bigint, level integer)
		JOIN routing.skill AS s ON s.tenant = r.tenant AND s.id = n.skill);
	RETURN jsonb_build_object('outcome', 'queue', 'queue', routing.queue_json(q.tenant, q.id) || jsonb_build_object('open', open,
			'closing', q.closing, 'served', routing.can_serve(q, r.skills)),
		'priority', COALESCE(priority, q.priority), 'skills', skills,
		'words', concat_ws(' ', format('It would go to %s with priority %s%s.', q.name, COALESCE(priority, q.priority),
			COALESCE((SELECT ', asking for ' || string_agg(format('%s at %s', s ->> 'name', s ->> 'level'), ' and ') FROM jsonb_array_elements(skills) AS s), '')),
			CASE WHEN open THEN 'The queue is open then.' ELSE format('The queue is closed then: %s', CASE q.closing
				WHEN 'keep' THEN 'it would wait.'
				WHEN 'text' THEN 'the customer would be told, and it would wait.'
				WHEN 'overflow' THEN format('it would go on to %s, if that is open.', (SELECT t.name FROM routing.queue AS t
					WHERE t.tenant = q.tenant AND t.id = q.overflow_queue))
				WHEN 'voicemail' THEN 'the caller would be asked for a message.'
				ELSE 'it would end.' END) END,
			CASE WHEN NOT routing.can_serve(q, r.skills) THEN 'Nobody there can serve it.' END));
END $$;
