-- permissions: what a role may allow, in words: each of them stands in a route's row or is asked for by directory.may. The one place.
-- holders: the kinds of users who can use it; granted: those whose role has it in a new organisation.
CREATE OR REPLACE FUNCTION directory.permissions()
RETURNS TABLE (name text, holders text[], granted text[], words text)
LANGUAGE sql IMMUTABLE
AS $$
	SELECT p.name, p.holders::text[], p.granted::text[], p.words
	FROM (VALUES
		('agent_status_set', '{supervisor,administrator}', '{supervisor,administrator}', 'Set the status of agents whom they supervise'),
		('calls_listen', '{supervisor,administrator}', '{supervisor,administrator}', 'Listen to calls of agents whom they supervise, and speak in them'),
		('chats_monitor', '{supervisor,administrator}', '{supervisor,administrator}', 'Monitor chats of agents whom they supervise, and join their conversations'),
		('customers_merge', '{agent,supervisor,administrator}', '{agent,supervisor,administrator}', 'Merge two records of a customer, and undo it'),
		('interactions_take_over', '{supervisor,administrator}', '{supervisor,administrator}', 'Take over conversations and calls of agents whom they supervise'),
		('numbers_block', '{supervisor,administrator}', '{supervisor,administrator}', 'Block customers'' numbers, and unblock them'),
		('recordings_listen', '{agent,supervisor,administrator}', '{agent,supervisor,administrator}', 'Listen to recordings'),
		('records_search', '{agent,supervisor,administrator}', '{agent,supervisor,administrator}', 'Search customers, cases and conversations by words; list all customers'),
		('reports_read', '{supervisor,administrator}', '{supervisor,administrator}', 'Read reports'),
		('sms_initiate', '{agent,supervisor,administrator}', '{agent,supervisor,administrator}', 'Start text conversations'),
		('transcripts.audit', '{supervisor,administrator}', '{}', 'Read ended chats of two agents whom they supervise, where monitoring was off')
	) AS p (name, holders, granted, words)
$$;
