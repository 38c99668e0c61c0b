-- offer_expire: ends an offer 500 ms after the deadline shown (rule 7). Withdrawn without
-- penalty instead when the agent's lease is not live (rule 9), or when nobody was there to
-- end it in time: 5 s late, or `unattended`: its deadline passed before the caller held the
-- shard. Answers 'expired', 'withdrawn', 'not_due', 'offer_ended', 'not_found'.
-- Keys: agent.
CREATE OR REPLACE FUNCTION routing.offer_expire(tenant bigint, offer bigint, unattended boolean DEFAULT false)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	o routing.offer;
	clock timestamptz;
BEGIN
	SELECT * INTO o FROM routing.offer AS r
	WHERE r.tenant = offer_expire.tenant AND r.id = offer_expire.offer;
	IF NOT FOUND THEN
		RETURN ops.answer(mark, 'not_found', NULL);
	ELSIF NOT ops.keys_held(ARRAY[ops.key('agent', tenant, o.agent::text)]) THEN
		RETURN ops.moved(ARRAY[ops.key('agent', tenant, o.agent::text)]);
	END IF;
	clock := ops.clock();
	IF o.state <> 'made' THEN
		RETURN ops.answer(mark, 'offer_ended', routing.offer_body(tenant, offer));
	ELSIF o.deadline + interval '500 milliseconds' > clock THEN
		RETURN ops.answer(mark, 'not_due', NULL);
	ELSIF unattended OR o.deadline + interval '5 seconds' < clock THEN
		PERFORM routing.offer_finish(tenant, offer, 'withdrawn', 'late');
	ELSIF (SELECT a.lease FROM routing.agent AS a WHERE a.tenant = o.tenant AND a.agent = o.agent) <> 'live' THEN
		PERFORM routing.offer_finish(tenant, offer, 'withdrawn', 'lease');
	ELSE
		PERFORM routing.offer_missed(o, 'expired', 'deadline');
	END IF;
	RETURN ops.answer(mark, (SELECT r.state FROM routing.offer AS r
		WHERE r.tenant = o.tenant AND r.id = o.id), ops.frame(2, tenant, offer));
END $$;
