-- interaction_event_state: what an event keeps of an interaction (ops.event.state): all that a later version may change and that is no
-- text, its call included (call_event_amend). interaction_state shows it again by this. `noted`: it has a note. Hot: each change of an
-- interaction makes one.
CREATE OR REPLACE FUNCTION routing.interaction_event_state(i routing.interaction)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	kept jsonb := jsonb_strip_nulls(jsonb_build_object('state', i.state, 'queue', i.queue, 'priority', i.priority, 'customer', i.customer,
		'agent', i.agent, 'former_agent', i.former_agent, 'offer', i.offer, 'returned_reason', i.returned_reason,
		'assigned_at', i.assigned_at, 'rank_at', i.rank_at));
BEGIN
	IF i.skills <> '[]' THEN
		kept := kept || jsonb_build_object('skills', i.skills);
	END IF;
	IF i.state IN ('wrap_up', 'ended') OR i.case_id IS NOT NULL OR i.note IS NOT NULL OR i.disposition IS NOT NULL THEN
		kept := kept || jsonb_strip_nulls(jsonb_build_object('ended_at', i.ended_at, 'outcome', i.outcome, 'wrap_until', i.wrap_until,
			'case_id', i.case_id, 'disposition', i.disposition, 'disposition_at', i.disposition_at, 'disposition_by', i.disposition_by,
			'disposition_missing', NULLIF(i.disposition_missing, false), 'noted', NULLIF(i.note IS NOT NULL, false)));
	END IF;
	IF i.consulted THEN
		kept := kept || jsonb_build_object('consulted', true, 'consults', (SELECT COALESCE(jsonb_agg(jsonb_build_object('agent', c.agent,
			'asked_by', c.asked_by, 'joined_at', c.joined_at, 'ends_at', c.ends_at, 'writes', c.writes) ORDER BY c.joined_at), '[]')
			FROM routing.consult AS c WHERE c.tenant = i.tenant AND c.interaction = i.id));
	END IF;
	IF i.medium = 'voice' THEN
		kept := kept || routing.call_event_state(i);
	END IF;
	RETURN kept;
END $$;
