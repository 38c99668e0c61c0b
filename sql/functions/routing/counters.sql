-- counters: what the counters of a report are, in words, in their order; `of` as in routing.formulas.
CREATE OR REPLACE FUNCTION routing.counters(of text)
RETURNS TABLE (place integer, name text, words text)
LANGUAGE sql IMMUTABLE
AS $$
	SELECT v.place, v.name, v.words
	FROM (VALUES
		('queue', 1, 'offered', 'OFF: entered the queue; by the time of entering'),
		('queue', 2, 'answered', 'ANS: of those, an agent took it'),
		('queue', 3, 'answered_in_time', 'ANS_T: within the queue''s time (service_ms)'),
		('queue', 4, 'abandoned', 'ABN: left by the customer while it waited or rang'),
		('queue', 5, 'abandoned_in_time', 'ABN_T: within the queue''s time'),
		('queue', 6, 'abandoned_short', 'ABN_S: within the short limit (short_ms)'),
		('queue', 7, 'left_otherwise', 'OUT: to another queue, closed by schedule, ended without an agent'),
		('queue', 8, 'waiting', 'WAIT: still waits; OFF = ANS + ABN + OUT + WAIT'),
		('queue', 9, 'answer_wait_ms', 'Waits of the answered, from entering, ringing included'),
		('queue', 10, 'abandon_wait_ms', 'Waits of the abandoned'),
		('queue', 11, 'handled', 'Answered, and over or gone to another queue'),
		('queue', 12, 'talk_ms', 'Time with agents of the handled'),
		('queue', 13, 'wrap_ms', 'Wrap-up of the handled'),
		('queue', 14, 'first_replies', 'Conversations that a person has replied to; by the time of entering, as all of a queue''s'),
		('queue', 15, 'first_reply_ms', 'From the customer''s first message to that reply'),
		('queue', 16, 'replies', 'Turns of customers that a person has answered'),
		('queue', 17, 'reply_ms', 'From the first message of each turn to its answer'),
		('agent', 1, 'logged_in_ms', 'Not Logged Out; by the time it happened, as all of an agent''s'),
		('agent', 2, 'break_ms', 'On Break'),
		('agent', 3, 'offline_ms', 'Work Offline'),
		('agent', 4, 'handling_ms', 'Union of talk, wrap-up and ringing of accepted offers, breaks excluded'),
		('agent', 5, 'idle_ms', 'Available without any of it'),
		('agent', 6, 'talk_ms', 'Sum over conversations'),
		('agent', 7, 'talk_union_ms', 'The clock''s time with at least one conversation'),
		('agent', 8, 'wrap_ms', 'Wrap-up'),
		('agent', 9, 'handled', 'Ended, passed on or given back'),
		('agent', 10, 'handle_ms', 'Whole time of those with this agent'),
		('agent', 11, 'accepted', 'Offers accepted'),
		('agent', 12, 'rejected', 'Offers rejected'),
		('agent', 13, 'missed', 'Offers that ran out'),
		('agent', 14, 'withdrawn', 'Offers withdrawn without penalty'),
		('text', 1, 'sent', 'Texts that a carrier took; by the time it did'),
		('text', 2, 'sent_segments', 'Their segments'),
		('text', 3, 'received', 'Texts that came; no queue''s and no agent''s'),
		('text', 4, 'received_segments', 'Their segments')
	) AS v (of, place, name, words)
	WHERE v.of = counters.of
	ORDER BY v.place
$$;
