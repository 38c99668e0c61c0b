-- direct_words: a verdict of direct_verdict or queue_verdict in words, for who picks a target.
CREATE OR REPLACE FUNCTION routing.direct_words(verdict text)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
	SELECT CASE verdict
		WHEN 'status' THEN 'Is on break or logged out.'
		WHEN 'emergency' THEN 'Has an emergency call: the line is kept free.'
		WHEN 'lease' THEN 'The workspace is not connected.'
		WHEN 'capacity' THEN 'Has no capacity left.'
		WHEN 'has_it' THEN 'Has it already.'
		WHEN 'consulted' THEN 'Was asked in already.'
		WHEN 'same_queue' THEN 'Came from this queue.'
		WHEN 'medium' THEN 'Takes other media.'
		WHEN 'closed' THEN 'Is closed now.' END
$$;
