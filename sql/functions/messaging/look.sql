-- look: somebody who supervises looks at a conversation for a quarter of an hour: its messages come to their page, each look is
-- written in the audit log, with the access to what has ended (chat_access). Answers the conversation with its last messages and `until`; 'not_found', 'monitoring_off', 'forbidden'.
-- Keys: watch (the conversation's id), command.
CREATE OR REPLACE FUNCTION messaging.look(command bytea, fingerprint bytea, tenant bigint, actor bigint, actor_role text, conversation bigint)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	ends timestamptz := ops.clock() + interval '15 min';
	c messaging.conversation;
	access text;
	problem text;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('watch', tenant, conversation::text));
	END IF;
	SELECT * INTO c FROM messaging.conversation AS r WHERE r.tenant = look.tenant AND r.id = look.conversation;
	problem := messaging.look_problem(c, actor, actor_role);
	IF problem IS NULL THEN
		access := messaging.chat_access(c, actor, actor_role);
		INSERT INTO messaging.watch AS w (tenant, conversation, account, until, audits)
		VALUES (tenant, conversation, actor, ends, COALESCE(access = 'transcripts.audit', false))
		ON CONFLICT ON CONSTRAINT watch_pkey DO UPDATE SET until = EXCLUDED.until, audits = EXCLUDED.audits;
		PERFORM ops.audit_add(tenant, actor, actor_role, CASE WHEN c.state = 'open' AND access IS NULL THEN 'conversation_monitor' ELSE 'conversation_read' END,
			4, conversation, jsonb_build_object('kind', c.kind, 'last_seq', c.last_seq, 'until', ops.rfc3339(ends))
				|| CASE WHEN access IS NULL THEN '{}' ELSE jsonb_build_object('access', access) END);
	END IF;
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, COALESCE(problem, 'ok'), CASE WHEN problem = 'forbidden' THEN directory.lacks('chats_monitor') WHEN problem IS NULL
		THEN ops.frame(4, tenant, conversation) || jsonb_build_object('until', ops.rfc3339(ends), 'messages', messaging.last_messages(c)) END));
END $$;
