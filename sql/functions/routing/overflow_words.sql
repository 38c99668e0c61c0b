-- overflow_words: an overflow in one sentence, for "why".
CREATE OR REPLACE FUNCTION routing.overflow_words(q routing.queue, cause text, action text)
RETURNS text
LANGUAGE sql STABLE
AS $$
	SELECT format('%s: %s, %s', q.name, CASE cause
		WHEN 'unstaffed' THEN 'no member is logged in'
		WHEN 'waiting_time' THEN format('has waited for %s s', q.overflow_after_ms / 1000)
		ELSE format('%s wait already', q.overflow_length) END, CASE action
		WHEN 'queue' THEN format('so on to %s', (SELECT t.name FROM routing.queue AS t WHERE t.tenant = q.tenant AND t.id = q.overflow_queue))
		WHEN 'callback' THEN 'so the customer is called back'
		WHEN 'voicemail' THEN 'so the caller is asked for a message'
		WHEN 'tell' THEN 'so the customer is told, and it waits: an agent had accepted it'
		ELSE 'so it is answered and ends' END)
$$;
