-- offer_finish: ends a live offer other than by accepting it: capacity is given back, the
-- interaction waits again with its first waiting time (RT-4, RT-6). A transfer or consult comes back to who asked,
-- who has had the interaction all the time (RT-10). The agent's idle start stays.
-- Keys: agent.
CREATE OR REPLACE FUNCTION routing.offer_finish(tenant bigint, offer bigint, state text, cause text)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	o routing.offer;
	i routing.interaction;
BEGIN
	UPDATE routing.offer AS r
	SET state = offer_finish.state, cause = offer_finish.cause,
		ended_at = greatest(ops.clock(), r.made_at + interval '1 microsecond'), version = r.version + 1
	WHERE r.tenant = offer_finish.tenant AND r.id = offer_finish.offer AND r.state = 'made'
	RETURNING r.* INTO o;
	IF NOT FOUND THEN
		RETURN;
	END IF;
	SELECT * INTO i FROM routing.interaction AS r WHERE r.tenant = o.tenant AND r.id = o.interaction;
	IF state IN ('expired', 'rejected') THEN
		PERFORM ops.emit_public(tenant, 2, offer, o.version, CASE state WHEN 'expired' THEN 'offer.missed' ELSE 'offer.rejected' END,
			jsonb_build_object('customer', i.customer));
	ELSE
		PERFORM ops.emit(tenant, 2, offer, o.version);
	END IF;
	IF o.load IS NOT NULL THEN
		PERFORM routing.agent_change(tenant, o.agent, -o.load, -1, false, i.medium = 'voice');
		PERFORM routing.after_work(tenant, o.agent);
	END IF;
	IF i.state = 'offered' AND i.offer = o.id THEN
		PERFORM routing.agent_change(tenant, o.agent, -COALESCE(i.load, 0), CASE WHEN i.load IS NULL THEN 0 ELSE -1 END, false,
			i.medium = 'voice');
		i.state := 'waiting';
		i.offer := NULL;
		i.load := NULL;
		PERFORM routing.interaction_change(i);
	END IF;
END $$;
