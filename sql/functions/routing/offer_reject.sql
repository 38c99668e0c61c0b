-- offer_reject: the agent does not take it (RT-6), where their record allows that; a colleague's question
-- anybody may refuse.
-- Answers the offer; 'may_not_reject'; 'offer_already_accepted' or 'offer_ended' with the offer.
-- Keys: agent, command.
CREATE OR REPLACE FUNCTION routing.offer_reject(command bytea, fingerprint bytea, tenant bigint,
	agent bigint, offer bigint, reason text DEFAULT NULL)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	o routing.offer;
	problem text;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('agent', tenant, agent::text));
	END IF;
	SELECT * INTO o FROM routing.offer AS r
	WHERE r.tenant = offer_reject.tenant AND r.id = offer_reject.offer AND r.agent = offer_reject.agent;
	problem := routing.offer_problem(o);
	IF problem IS NULL AND o.kind = 'queue' AND NOT COALESCE((SELECT u.may_reject FROM directory.v_user AS u
		WHERE u.tenant = offer_reject.tenant AND u.id = offer_reject.agent), true) THEN
		problem := 'may_not_reject';
	END IF;
	IF problem IS NOT NULL THEN
		RETURN ops.command_store(tenant, command, fingerprint,
			ops.answer(mark, problem, routing.offer_body(tenant, o.id)));
	END IF;
	PERFORM routing.offer_missed(o, 'rejected', left(reason, 200));
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'ok', ops.frame(2, tenant, offer)));
END $$;
