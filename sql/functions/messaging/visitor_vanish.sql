-- visitor_vanish: looks again at a visitor of visitors_due: their page is gone, which their agent is told; or they are gone for so long
-- that their chat, which nobody has accepted, closes (customer_left). Answers 'left', 'closed' or 'stale'.
-- Keys: conversation; those of customer_left.
CREATE OR REPLACE FUNCTION messaging.visitor_vanish(tenant bigint, conversation bigint, silent_ms bigint)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	v messaging.visitor;
	clock timestamptz := ops.clock();
	need bigint[] := ARRAY[messaging.key_of(tenant, conversation)];
	answer ops.answer;
BEGIN
	IF NOT ops.keys_held(need) THEN
		RETURN ops.moved(need);
	END IF;
	SELECT * INTO v FROM messaging.visitor AS r WHERE r.tenant = visitor_vanish.tenant AND r.conversation = visitor_vanish.conversation
		AND r.closed_at IS NULL AND r.ended_at IS NULL;
	IF v.left_at IS NULL AND (SELECT s.at FROM messaging.visitor_seen AS s WHERE s.tenant = v.tenant AND s.conversation = v.conversation)
		< clock - silent_ms * interval '1 millisecond' THEN
		UPDATE messaging.visitor AS r SET left_at = clock WHERE r.tenant = v.tenant AND r.id = v.id;
		PERFORM messaging.append_to(tenant, conversation, 'system', NULL, 'The customer has left: their page is gone.', NULL, NULL, NULL, NULL);
		PERFORM messaging.visitor_changed(v);
		RETURN ops.answer(mark, 'left', NULL);
	ELSIF v.left_at < clock - COALESCE((SELECT w.leave_ms FROM directory.v_widget AS w WHERE w.tenant = v.tenant AND w.channel = v.channel),
		300000) * interval '1 millisecond' THEN
		answer := messaging.visitor_gone(v);
		RETURN CASE WHEN answer.outcome = 'moved' THEN answer ELSE ops.answer(mark, CASE answer.outcome WHEN 'ok' THEN 'closed' ELSE 'stale' END, NULL) END;
	END IF;
	RETURN ops.answer(mark, 'stale', NULL);
END $$;
