-- interaction_at_version: an interaction's row as it was at a version, by what that version's event kept (interaction_event_state).
CREATE OR REPLACE FUNCTION routing.interaction_at_version(i routing.interaction, version bigint, kept jsonb)
RETURNS routing.interaction
LANGUAGE sql STABLE
AS $$
	SELECT jsonb_populate_record(i, '{"queue": null, "priority": null, "customer": null, "agent": null, "former_agent": null, "offer": null,
		"returned_reason": null, "assigned_at": null, "rank_at": null, "skills": [], "ended_at": null, "outcome": null, "wrap_until": null,
		"case_id": null, "disposition": null, "disposition_at": null, "disposition_by": null, "disposition_missing": false,
		"consulted": false}' || kept || jsonb_build_object('version', version)
		|| CASE WHEN kept ? 'noted' THEN '{}' ELSE '{"note": null}' END::jsonb)
$$;
