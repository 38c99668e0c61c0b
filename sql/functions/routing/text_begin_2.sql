-- text_begin_2: an agent texts a customer on their own (SMS-10 to SMS-12): an interaction that is theirs from the first moment and
-- passes no queue. linked_to: an interaction that they have now, case_id: an open case: it belongs to that one's customer, and
-- ends with that interaction's wrap-up (linked_end); a number that no customer has becomes theirs (number_join_keys). `take`: where
-- the customer's open conversation waits in a queue that they serve, it becomes theirs, and the text is said there. `confirm`: also to the number of another channel of the organisation;
-- `confirm_blocked`: also to one that is blocked.
-- Answers {"interaction", "conversation", "message": frames, "taken"}: 'created', or 'ok' where it was taken; 'forbidden' to a
-- role that may not; 'unknown_reference', 'invalid' with the field; 'not_logged_in', 'capacity_full'; 'open_conversation' with
-- who has it (open_with); 'own_channel' with which; 'number_blocked' with why; 'country_not_allowed', 'opted_out', 'quiet_hours', 'channel_cannot_send',
-- 'case_closed', 'case_not_of_customer', 'case_not_found'.
-- Keys: conversation ("<channel>:<number>"), customer_number, agent (actor), interaction (taken), agent (asked for that), case (given) and
-- its customer, customer (of what it is linked to, with number_join_keys), command.
DROP FUNCTION IF EXISTS routing.text_begin_2(bytea, bytea, bigint, bigint, text, bigint, text, bytea, bigint, bigint, bigint, text, text, integer, boolean, boolean); -- it knew no blocked numbers
CREATE OR REPLACE FUNCTION routing.text_begin_2(command bytea, fingerprint bytea, tenant bigint, actor bigint, actor_role text,
	channel bigint, number text, number_hash bytea, customer bigint, linked_to bigint, case_id bigint, text text, encoding text,
	segments integer, take boolean, confirm boolean, confirm_blocked boolean DEFAULT true)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	refused record := routing.begin_problem(tenant, actor, actor_role, channel, number, customer, segments, linked_to, case_id);
	i routing.interaction;
	a routing.agent;
	asked record;
	weight integer;
	own integer; -- of what they are asked for now: it comes to them
	need bigint[];
	belongs bigint; -- whose interaction it is linked to
	join_ bigint[]; -- the keys with which the number becomes theirs
	keys_most CONSTANT integer := 12; -- of a call that moves (DB_KEYS_MAX), besides its own four
	made record;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	ELSIF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('conversation', tenant, channel || ':' || number), ops.key('customer_number', tenant, number),
			ops.key('agent', tenant, actor::text));
	END IF;
	IF refused.outcome IS NOT NULL THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, refused.outcome, refused.body));
	END IF;
	SELECT r.* INTO i FROM messaging.v_conversation AS c JOIN routing.interaction AS r ON r.tenant = c.tenant AND r.id = c.interaction
	WHERE c.tenant = text_begin_2.tenant AND c.channel = text_begin_2.channel AND c.number = text_begin_2.number AND c.state = 'open';
	asked := routing.offer_of(tenant, i.id);
	-- The conversation says whose it is by now, also after records were merged or a merge was undone; an interaction in wrap-up whose it was.
	belongs := (SELECT c.customer FROM routing.interaction AS p JOIN messaging.v_conversation AS c ON c.tenant = p.tenant AND c.id = p.conversation
		WHERE p.tenant = text_begin_2.tenant AND p.id = text_begin_2.linked_to);
	need := array_remove(ARRAY[routing.interaction_key(tenant, i.id), asked.key, ops.key('customer', tenant, belongs::text)], NULL)
		|| messaging.case_keys(tenant, case_id);
	IF i.id IS NULL AND belongs IS NOT NULL THEN
		join_ := messaging.number_join_keys(tenant, belongs, number, actor, actor_role);
	END IF;
	IF cardinality(need || join_) > keys_most THEN
		join_ := NULL;
	END IF;
	need := need || COALESCE(join_, '{}');
	IF NOT ops.keys_held(need) THEN
		RETURN ops.moved(need);
	END IF;
	IF i.id IS NOT NULL THEN
		IF NOT (take AND routing.may_take(i, actor)) THEN
			RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'open_conversation', routing.open_with(i, actor)));
		END IF;
		own := (SELECT o.load FROM routing.offer AS o WHERE o.tenant = i.tenant AND o.id = asked.offer AND o.agent = actor);
	END IF;
	weight := COALESCE((SELECT q.weight FROM routing.queue AS q WHERE q.tenant = i.tenant AND q.id = i.queue), 100);
	a := routing.agent_row(tenant, actor);
	refused.outcome := CASE WHEN a.chosen = 'logged_out' OR a.lease <> 'live' THEN 'not_logged_in'
		WHEN a.chat_count - CASE WHEN own IS NULL THEN 0 ELSE 1 END >= a.chat_count_limit
			OR a.chat_load - COALESCE(own, 0) + weight > a.chat_limit THEN 'capacity_full' END;
	IF refused.outcome IS NOT NULL THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, refused.outcome, NULL));
	END IF;
	IF i.id IS NULL THEN
		made := messaging.begin_by_agent(tenant, actor, channel, number, number_hash, customer,
			belongs, linked_to, case_id, text, encoding, segments, confirm, confirm_blocked);
		IF made.outcome = 'ok' AND join_ IS NOT NULL THEN
			PERFORM messaging.number_join(tenant, belongs, number);
		END IF;
	ELSE
		SELECT COALESCE(messaging.said_problem(tenant, i.conversation, confirm_blocked), 'ok') AS outcome, i.id AS interaction, i.conversation,
			NULL::bigint AS message INTO made;
		IF made.outcome = 'ok' THEN
			PERFORM routing.waiting_take(i, actor, weight);
			made.message := messaging.said_in(tenant, i.conversation, actor, text, encoding, segments);
		END IF;
	END IF;
	IF made.outcome <> 'ok' THEN
		RETURN ops.command_store(tenant, command, fingerprint,
			ops.answer(mark, made.outcome, routing.begin_refused(tenant, made.outcome, channel, number, number_hash)));
	END IF;
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, CASE WHEN i.id IS NULL THEN 'created' ELSE 'ok' END,
		jsonb_build_object('interaction', ops.frame(3, tenant, made.interaction), 'conversation', ops.frame(4, tenant, made.conversation),
			'message', ops.frame(5, tenant, made.message), 'taken', i.id IS NOT NULL)));
END $$;
