-- repair: mends one thing that routing.impossible named, after looking again (RT-14).
-- Answers 'repaired', or 'fine' when there was nothing (any more). Keys: agent, interaction.
CREATE OR REPLACE FUNCTION routing.repair(problem text, tenant bigint, agent bigint,
	interaction bigint, offer bigint)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	clock timestamptz;
	i routing.interaction;
	o routing.offer;
	need bigint[] := array_remove(ARRAY[ops.key('agent', tenant, agent::text),
		ops.key('interaction', tenant, interaction::text)], NULL);
	mended boolean := false;
	ended record;
BEGIN
	IF NOT ops.keys_held(need) THEN
		RETURN ops.moved(need);
	END IF;
	clock := ops.clock();
	SELECT * INTO i FROM routing.interaction AS r WHERE r.tenant = repair.tenant AND r.id = repair.interaction;
	SELECT * INTO o FROM routing.offer AS r WHERE r.tenant = repair.tenant AND r.id = repair.offer;
	CASE problem
	WHEN 'offer_overdue' THEN
		mended := o.state = 'made' AND o.agent = repair.agent AND o.deadline < clock - interval '5 seconds';
		IF mended THEN
			PERFORM routing.offer_finish(tenant, offer, 'withdrawn', 'late');
		END IF;
	WHEN 'offer_without_interaction' THEN
		mended := o.state = 'made' AND o.agent = repair.agent AND NOT COALESCE(routing.offer_fits(o, i), false);
		IF mended THEN
			PERFORM routing.offer_finish(tenant, offer, 'withdrawn', 'repair');
		END IF;
	WHEN 'offered_without_offer' THEN
		mended := i.state = 'offered' AND i.offer = repair.offer AND o.state IS DISTINCT FROM 'made';
		IF mended THEN
			i.state := 'waiting';
			i.offer := NULL;
			i.load := NULL;
			PERFORM routing.interaction_change(i);
		END IF;
	WHEN 'wrap_up_overdue' THEN
		mended := i.state = 'wrap_up' AND i.agent = repair.agent AND i.wrap_until < clock - interval '5 seconds';
		IF mended THEN
			PERFORM routing.wrap_up_finish(i);
			PERFORM routing.after_work(tenant, agent);
		END IF;
	WHEN 'queue_gone' THEN
		mended := i.state = 'waiting' AND NOT EXISTS (SELECT FROM routing.queue AS q WHERE q.tenant = i.tenant AND q.id = i.queue);
		IF mended THEN
			PERFORM routing.queue_lost(i);
		END IF;
	WHEN 'call_gone' THEN
		mended := i.state IN ('arrived', 'waiting', 'offered', 'assigned') AND NOT EXISTS (SELECT FROM voice.v_call AS c
			WHERE c.tenant = i.tenant AND c.interaction = i.id AND c.state <> 'over');
		IF mended THEN
			ended := routing.call_over(tenant, interaction, false, 'voice_lost');
			IF ended.outcome = 'moved' THEN
				RETURN ops.moved(ended.keys);
			END IF;
		END IF;
	WHEN 'consult_overdue' THEN
		mended := i.state <> 'assigned' OR EXISTS (SELECT FROM routing.consult AS c WHERE c.tenant = repair.tenant
			AND c.interaction = repair.interaction AND c.agent = repair.agent AND c.ends_at < clock - interval '5 seconds');
		IF NOT ops.keys_held(ARRAY[routing.interaction_key(tenant, interaction)]) THEN
			RETURN ops.moved(ARRAY[routing.interaction_key(tenant, interaction)]);
		ELSIF mended THEN
			mended := routing.consults_end(i, agent) > 0;
			PERFORM routing.interaction_change(i, false);
		END IF;
	WHEN 'lease_overdue' THEN
		mended := EXISTS (SELECT FROM presence.v_lease_due AS l WHERE l.tenant = repair.tenant AND l.agent = repair.agent
			AND l.due_at < clock - interval '30 seconds');
		IF mended THEN
			PERFORM presence.lease_sweep(tenant, agent);
		END IF;
	WHEN 'lock_overdue' THEN
		mended := (presence.emergency_sweep(tenant, agent)).outcome = 'ok';
	WHEN 'busy_without_work' THEN
		mended := presence.emergency_work_ended(tenant, agent, NULL);
	WHEN 'load_differs' THEN
		mended := routing.load_mend(tenant, agent);
	END CASE;
	IF mended AND interaction IS NOT NULL THEN
		PERFORM routing.decision_store(tenant, interaction, 'repair', agent, offer, i.queue,
			jsonb_build_object('problem', problem));
	END IF;
	RETURN ops.answer(mark, CASE WHEN mended THEN 'repaired' ELSE 'fine' END, NULL);
END $$;
