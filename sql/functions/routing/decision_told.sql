-- decision_told: a stored decision in a sentence, where its explanation has none (decision_words).
CREATE OR REPLACE FUNCTION routing.decision_told(d routing.decision)
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	agent text := routing.person_json(d.tenant, d.agent) ->> 'name';
	queue text := COALESCE(routing.queue_json(d.tenant, d.queue) ->> 'name', 'no queue');
BEGIN
	RETURN CASE
		WHEN d.explanation ? 'by' THEN format('%s %s: %s', COALESCE(routing.person_json(d.tenant, (d.explanation ->> 'by')::bigint) ->> 'name', 'Somebody'),
			CASE d.explanation ->> 'action'
				WHEN 'offer_withdraw' THEN 'pulled the offer back'
				WHEN 'interaction_move' THEN 'moved it to ' || queue
				ELSE 'changed its place in ' || queue END, d.explanation ->> 'reason')
		WHEN d.kind = 'offer' THEN format('Offered to %s.', agent)
		WHEN d.kind = 'place' THEN format('Waits in %s.', queue)
		WHEN d.kind = 'nobody' THEN 'Nobody could be offered it.'
		WHEN d.kind = 'return' AND d.explanation ->> 'reason' = 'transferred' THEN format('%s gave it to %s.', agent, queue)
		WHEN d.kind = 'return' THEN routing.return_text(d.explanation ->> 'reason')
		WHEN d.kind = 'auto_reply' THEN 'Answered automatically.'
		WHEN d.kind = 'closing' THEN format('%s closed.', queue)
		WHEN d.kind = 'repair' THEN 'Repaired: ' || replace(d.explanation ->> 'problem', '_', ' ') || '.'
		ELSE replace(d.kind, '_', ' ') END;
END $$;
