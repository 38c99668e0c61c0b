-- lint_dialling: what can't work of these rules of the dial plan, and of calls for help from these sites; null: all (lint). Read.
CREATE OR REPLACE FUNCTION routing.lint_dialling(tenant bigint, dial_rules bigint[], sites bigint[])
RETURNS TABLE (kind text, resource text, id bigint, words text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT 'dial_rule_without_trunk', 'dial_rule', r.id, format('Numbers that begin with %s are allowed and go nowhere: the trunks of the rule are disabled.', r.prefix)
	FROM voice.v_dial_rule AS r
	WHERE r.tenant = $1 AND (dial_rules IS NULL OR r.id = ANY (dial_rules)) AND r.action = 'allow'
		AND NOT EXISTS (SELECT FROM jsonb_array_elements_text(r.trunk_ids) AS i (id) JOIN voice.v_trunk AS t ON t.tenant = $1 AND t.id = i.id::bigint AND NOT t.disabled)
	UNION ALL
	-- Only who telephones at all is told.
	SELECT 'help_without_trunk', 'site', s.id, format('Calls for help from the site "%s" go nowhere: there is no enabled trunk.', s.name)
	FROM directory.v_site AS s
	WHERE s.tenant = $1 AND (sites IS NULL OR s.id = ANY (sites)) AND NOT EXISTS (SELECT FROM voice.v_trunk AS t WHERE t.tenant = $1 AND NOT t.disabled)
		AND (EXISTS (SELECT FROM directory.v_channel AS c WHERE c.tenant = $1 AND c.medium = 'voice' AND NOT c.disabled)
			OR EXISTS (SELECT FROM voice.v_dial_rule AS r WHERE r.tenant = $1))
	UNION ALL
	SELECT 'extension_calls_help', 'site', s.id,
		format('At the site "%s" calls to these extensions go to the emergency service: %s. Give others.', s.name, h.extensions)
	FROM (SELECT DISTINCT ON (v.country) v.id, v.name, v.country FROM directory.v_site AS v WHERE v.tenant = $1 ORDER BY v.country, v.id) AS s
	CROSS JOIN LATERAL (SELECT directory.extensions_of_help($1, s.country) AS extensions WHERE sites IS NULL OR s.id = ANY (sites)) AS h
	WHERE h.extensions IS NOT NULL
$$;
