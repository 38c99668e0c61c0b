-- why_lines: interaction_why or agent_why as lines of text, for an operator (routerctl why). `what`: interaction, agent. No line:
-- there is no such thing. Read.
CREATE OR REPLACE FUNCTION routing.why_lines(tenant bigint, what text, id bigint)
RETURNS TABLE (line text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	body jsonb := CASE what WHEN 'agent' THEN (routing.agent_why(tenant, id, 0, 'administrator')).body
		ELSE (routing.interaction_why(tenant, id, 0, 'administrator')).body END;
BEGIN
	IF what = 'agent' THEN
		RETURN QUERY SELECT format('%s: %s', body #>> '{agent,name}', string_agg(w, ' ')) FROM jsonb_array_elements_text(body -> 'words') AS w HAVING count(*) > 0
			UNION ALL SELECT format('  %s: %s', q ->> 'name', q ->> 'words') FROM jsonb_array_elements(body -> 'queues') AS q;
		RETURN;
	END IF;
	RETURN QUERY SELECT format('%s  %s', d ->> 'at', d ->> 'words') FROM jsonb_array_elements(body -> 'decisions') AS d
		UNION ALL SELECT format('now: %s%s', body ->> 'state', COALESCE('. ' || (body #>> '{now,words}'), '')) WHERE body IS NOT NULL;
END $$;
