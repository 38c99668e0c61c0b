-- a_membership_saved: offers of the queue end before Work forwards them to somebody else (SP-6); the agents' pages are told. Keys: config.
CREATE OR REPLACE FUNCTION routing.a_membership_saved(tenant bigint, id bigint, actor bigint, item jsonb, before jsonb, after jsonb)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	IF before IS NULL THEN
		PERFORM routing.forward_judge(tenant, (after ->> 'queue_id')::bigint, (after ->> 'agent_id')::bigint, 'queue_id');
	END IF;
	PERFORM routing.served_tell(tenant, x.agent)
	FROM (SELECT (before ->> 'agent_id')::bigint AS agent UNION SELECT (after ->> 'agent_id')::bigint) AS x WHERE x.agent IS NOT NULL;
END $$;
