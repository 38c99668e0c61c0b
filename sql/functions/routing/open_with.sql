-- open_with: who has an interaction that is not ended, for who would have begun another one (SMS-10): its agent, or the one who
-- is offered it, or the queue that it waits in, and whether `actor` may take it from there.
CREATE OR REPLACE FUNCTION routing.open_with(i routing.interaction, actor bigint)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	holder jsonb := routing.person_json(i.tenant, CASE WHEN i.state = 'offered'
		THEN (SELECT o.agent FROM routing.offer AS o WHERE o.tenant = i.tenant AND o.id = i.offer) ELSE i.agent END);
	queue jsonb := routing.queue_json(i.tenant, i.queue);
	may_take boolean := routing.may_take(i, actor);
BEGIN
	RETURN jsonb_build_object('interaction', i.id::text, 'state_of_it', i.state, 'agent', holder, 'queue', queue, 'may_take', may_take,
		'detail', CASE
			WHEN i.agent = actor THEN 'You have it.'
			WHEN i.state = 'offered' THEN format('It is offered to %s right now.', holder ->> 'name')
			WHEN holder IS NOT NULL THEN format('%s has it.', holder ->> 'name')
			WHEN may_take THEN format('It waits in %s: you may take it.', queue ->> 'name')
			WHEN queue IS NOT NULL THEN format('It waits in %s.', queue ->> 'name')
			ELSE 'It has only just come in.' END);
END $$;
