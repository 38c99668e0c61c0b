-- agent_chats_ended: the ids below before_id of agent chats that somebody may read now that they have ended (chat_access), the newest `most` of each
-- way to them, which an index leads.
CREATE OR REPLACE FUNCTION messaging.agent_chats_ended(tenant bigint, actor bigint, actor_role text, before_id bigint, most integer)
RETURNS SETOF bigint
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	administers CONSTANT boolean := actor_role = 'administrator';
	audits CONSTANT boolean := directory.may(tenant, actor, 'transcripts.audit');
	looks CONSTANT boolean := directory.may(tenant, actor, 'chats_monitor');
BEGIN
	-- What a logout has ended, and chat_close not yet.
	RETURN QUERY SELECT DISTINCT c.id FROM messaging.chat_left AS l
		JOIN messaging.conversation AS c ON c.tenant = l.tenant AND c.id = l.conversation
		WHERE l.tenant = agent_chats_ended.tenant AND l.conversation < before_id AND messaging.look_problem(c, actor, actor_role) IS NULL
		ORDER BY c.id DESC LIMIT most;
	RETURN QUERY SELECT m.conversation FROM messaging.chat_monitor AS m
		WHERE actor_role = 'supervisor' AND looks AND m.tenant = agent_chats_ended.tenant AND m.account = actor AND m.conversation < before_id
		ORDER BY m.conversation DESC LIMIT most;
	RETURN QUERY SELECT c.id FROM messaging.conversation AS c
		WHERE administers AND looks AND NOT audits AND c.tenant = agent_chats_ended.tenant AND c.id < before_id AND c.kind = 'agent' AND c.monitors IS NOT NULL
			AND c.state = 'closed' AND actor <> ALL (messaging.pair_of(c.number))
		ORDER BY c.id DESC LIMIT most;
	RETURN QUERY SELECT c.id FROM messaging.conversation AS c
		WHERE administers AND audits AND c.tenant = agent_chats_ended.tenant AND c.id < before_id AND c.kind = 'agent'
			AND c.state = 'closed' AND actor <> ALL (messaging.pair_of(c.number)) AND (looks OR c.monitors IS NULL)
		ORDER BY c.id DESC LIMIT most;
	-- Of each whom an auditor leads those that can be among the newest of all.
	RETURN QUERY SELECT DISTINCT n.id FROM routing.supervised(tenant, actor) AS a CROSS JOIN LATERAL (
			SELECT c.id FROM messaging.party AS p JOIN messaging.conversation AS c ON c.tenant = p.tenant AND c.id = p.conversation
			WHERE p.tenant = agent_chats_ended.tenant AND p.account = a.agent AND p.conversation < before_id AND c.kind = 'agent'
				AND c.state = 'closed' AND actor <> ALL (messaging.pair_of(c.number)) AND (looks OR actor <> ALL (COALESCE(c.monitors, '{}')))
			ORDER BY p.conversation DESC LIMIT most) AS n
		WHERE actor_role = 'supervisor' AND audits
		ORDER BY n.id DESC LIMIT most;
END $$;
