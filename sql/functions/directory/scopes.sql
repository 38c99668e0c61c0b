-- scopes: what an API key can be allowed, in words: each of them stands in some route's row. The one place.
CREATE OR REPLACE FUNCTION directory.scopes()
RETURNS TABLE (name text, words text)
LANGUAGE sql IMMUTABLE
AS $$
	SELECT v.name, v.words
	FROM (VALUES
		('admin', 'Administration, except what needs the scope administrators'),
		('administrators', 'Ends second factors; with admin: makes and changes administrators, identity providers, and how administrators log in'),
		('all_interactions', 'Lists the interactions of the organisation, whoever began them, without agents'' notes and visitors'' answers to forms'),
		('customers', 'Finds customers and shows their cards'),
		('events', 'Pulls events'),
		('interactions', 'Sends texts, creates interactions, reads what became of them'),
		('metrics', 'Health and metrics of the daemons'),
		('personal_data', 'Exports and erases customers'),
		('reports', 'Reports, the wallboard, alarms'),
		('sandbox', 'Texts in through the sandbox carrier'),
		('sms', 'Channels, opt-outs, segments'),
		('wallboard', 'Shows the figures of queues on a screen, and nothing else'),
		('webhooks', 'Makes, changes, tests and deletes webhooks, which may receive every event, agents'' notes included')
	) AS v (name, words)
$$;
