-- formulas: every figure of a report as what is divided by what (75-metrics.md): sums of counters, "-" before one
-- that is taken off. The one place: figures are computed from it, and shown beside them. `of`: 'queue' (queues and
-- channels), 'agent' (agents and groups).
CREATE OR REPLACE FUNCTION routing.formulas()
RETURNS TABLE (place integer, of text, name text, unit text, over text[], under text[], words text)
LANGUAGE sql IMMUTABLE
AS $$
	SELECT f.place::integer, v.of, v.name, v.unit, v.over::text[], v.under::text[], v.words
	FROM unnest(ARRAY['queue', 'agent']) WITH ORDINALITY AS o (of, place)
	JOIN (VALUES
		('queue', 1, 'service_level', 'percent', '{answered_in_time}', '{answered,abandoned,-abandoned_in_time}', 'Answered within the queue''s time; who left within it is ignored'),
		('queue', 2, 'service_level_negative', 'percent', '{answered_in_time}', '{answered,abandoned}', 'Every customer who left counts against us'),
		('queue', 3, 'service_level_positive', 'percent', '{answered_in_time,abandoned_in_time}', '{answered,abandoned}', 'Who left within the time counts as served'),
		('queue', 4, 'service_level_answered', 'percent', '{answered_in_time}', '{answered}', 'Of the answered only: hides who left'),
		('queue', 5, 'service_level_short', 'percent', '{answered_in_time}', '{answered,abandoned,-abandoned_short}', 'Every customer who left counts, but for those who left within the short limit'),
		('queue', 6, 'service_level_live', 'percent', '{answered_in_time}', '{answered,abandoned,-abandoned_in_time,waiting_late}', 'As service_level; who waits longer than the time counts already'),
		('queue', 7, 'asa_ms', 'ms', '{answer_wait_ms}', '{answered}', 'Average speed of answer, from entering the queue, ringing included'),
		('queue', 8, 'answer_rate', 'percent', '{answered}', '{offered}', 'Answered of those who entered'),
		('queue', 9, 'abandon_rate', 'percent', '{abandoned,-abandoned_short}', '{offered,-abandoned_short}', 'Left by the customer, without those within the short limit'),
		('queue', 10, 'abandon_ms', 'ms', '{abandon_wait_ms}', '{abandoned}', 'Average time to abandon'),
		('queue', 11, 'aht_ms', 'ms', '{talk_ms,wrap_ms}', '{handled}', 'Average handle time: talk and wrap-up of the handled; an interaction once a queue'),
		('queue', 12, 'first_response_ms', 'ms', '{first_reply_ms}', '{first_replies}', 'First response: from the customer''s first message since the conversation was opened to the first reply of a person; automatic answers do not count'),
		('queue', 13, 'next_response_ms', 'ms', '{reply_ms}', '{replies}', 'Next response: from the first message that is not answered to the next reply of a person, over all turns'),
		('queue', 14, 'next_response_live_ms', 'ms', '{reply_ms,turns_open_ms}', '{replies,turns_open}', 'As next_response_ms; turns that are open with an agent count with their age'),
		('agent', 1, 'occupancy', 'percent', '{handling_ms}', '{handling_ms,idle_ms}', 'Handling (union of talk, wrap-up, ringing of accepted offers) of handling and Available without work; breaks excluded'),
		('agent', 2, 'utilisation', 'percent', '{handling_ms}', '{logged_in_ms}', 'Handling of the time logged in'),
		('agent', 3, 'shrinkage', 'percent', '{break_ms,offline_ms}', '{logged_in_ms}', 'On Break and Work Offline, meetings among them, of the time logged in'),
		('agent', 4, 'acceptance', 'percent', '{accepted}', '{accepted,rejected,missed}', 'Accepted offers; withdrawn ones do not count'),
		('agent', 5, 'aht_ms', 'ms', '{handle_ms}', '{handled}', 'Average handle time of what ended with this agent, wrap-up included; each agent who had it'),
		('agent', 6, 'concurrency', 'ratio', '{talk_ms}', '{talk_union_ms}', 'Conversations at a time, while there was one')
	) AS v (of, place, name, unit, over, under, words) ON v.of = o.of
	CROSS JOIN LATERAL (SELECT o.place * 100 + v.place) AS f (place)
$$;
