-- audit_notes: adds to the audit log what daemons have noted (common/daemon/audit_notes.h): `notes`, a JSON array of {action, kind,
-- tenant, actor, role, key, username, detail}, with 0 for what is not known. What concerns no one thing has the key of its
-- organisation, as imports have. Refused logins are events for integrators, too. Answers how many lines it made; the same `command`
-- again adds none. A daemon can add lines of these actions only. `username` is what a stranger typed as a name: whoever has it is `key`, in their tenant's log. A name that nobody has
-- may be a password in the wrong field: it is kept in no form, and all of them are one line, without their sources.
-- Keys: command (tenant 0).
CREATE OR REPLACE FUNCTION presence.audit_notes(notes jsonb, command bytea DEFAULT NULL)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	n record;
	nowhere bigint := CASE WHEN jsonb_path_exists(notes, '$[*].tenant ? (@ == 0)') THEN presence.installation_tenant() END;
	added bigint := 0;
	refused jsonb := '[]';
	mark bigint := ops.mark();
BEGIN
	IF (ops.command_seen(0, command, NULL)).outcome IS NOT NULL THEN
		RETURN 0;
	END IF;
	FOR n IN
		SELECT COALESCE(u.tenant, NULLIF(x.tenant, 0), nowhere) AS tenant, NULLIF(x.actor, 0) AS actor, x.role, x.action,
			CASE WHEN COALESCE(u.user_id, NULLIF(x.key, 0)) IS NULL THEN 8 ELSE x.kind END AS kind,
			COALESCE(u.user_id, NULLIF(x.key, 0)) AS known, COALESCE(u.user_id, NULLIF(x.key, 0), u.tenant, NULLIF(x.tenant, 0), nowhere) AS key, y.detail
				|| jsonb_build_object('times', sum((x.detail ->> 'times')::bigint), 'since', min(x.detail ->> 'since')) AS detail
		FROM jsonb_to_recordset(notes) AS x (action text, kind integer, tenant bigint, actor bigint, role text, key bigint, username text,
			detail jsonb)
		LEFT JOIN LATERAL presence.user_find(x.username) AS u ON x.username IS NOT NULL
		CROSS JOIN LATERAL (SELECT x.detail - '{times,since}'::text[] - CASE WHEN x.username IS NOT NULL AND u.user_id IS NULL
			THEN '{source}' ELSE '{}' END::text[] AS detail) AS y
		WHERE x.action IN ('login_refused', 'login_throttled', 'api_key_refused', 'proof_refused', 'configuration_export', 'external_contact_export',
			'personal_contact_export', 'report_export', 'transcript_read', 'customer_find', 'blocked_texts_read', 'interactions_search',
			'customers_search', 'cases_search', 'transcripts_search')
		GROUP BY 1, 2, 3, 4, 5, 6, 7, y.detail
		ORDER BY min(x.detail ->> 'since')
	LOOP
		PERFORM ops.audit_add(n.tenant, n.actor, n.role, n.action, n.kind, n.key, n.detail);
		IF n.action IN ('login_refused', 'login_throttled') THEN
			refused := refused || jsonb_build_object('tenant', n.tenant, 'known', n.known, 'action', n.action, 'why', n.detail -> 'why',
				'times', n.detail -> 'times', 'since', n.detail -> 'since');
		END IF;
		added := added + 1;
	END LOOP;
	PERFORM ops.emit_public(r.tenant, 28, ops.mark(), 1, 'login.refused', jsonb_build_object('user', r.known::text, 'why', r.why,
		'result', CASE r.action WHEN 'login_refused' THEN 'refused' ELSE 'throttled' END, 'times', r.times, 'since', r.since))
	FROM (SELECT x.tenant, x.known, x.action, x.why, sum(x.times) AS times, min(x.since) AS since
		FROM jsonb_to_recordset(refused) AS x (tenant bigint, known bigint, action text, why text, times bigint, since text)
		GROUP BY 1, 2, 3, 4 ORDER BY 6) AS r; -- whatever their sources, which an event does not show
	PERFORM ops.command_store(0, command, NULL, ops.answer(mark, 'ok', NULL));
	RETURN added;
END $$;
