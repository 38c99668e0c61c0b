-- target_verdict: why an agent can't be asked to take an interaction, or be asked into it; null: they can. An emergency is a reason only
-- where the tenant keeps the line free (EM-10).
CREATE OR REPLACE FUNCTION routing.target_verdict(i routing.interaction, agent bigint, consult boolean)
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN CASE
		WHEN agent = i.agent THEN 'has_it'
		WHEN consult AND EXISTS (SELECT FROM routing.consult AS c
			WHERE c.tenant = i.tenant AND c.interaction = i.id AND c.agent = target_verdict.agent) THEN 'consulted'
		WHEN presence.line_kept(i.tenant, agent, NULL) THEN 'emergency'
		ELSE (SELECT routing.direct_verdict(a, CASE WHEN NOT consult THEN routing.load_of(i, q) END, i.medium = 'voice')
			FROM (VALUES (1)) AS one
			LEFT JOIN routing.agent AS a ON a.tenant = i.tenant AND a.agent = target_verdict.agent
			LEFT JOIN routing.queue AS q ON q.tenant = i.tenant AND q.id = i.queue) END;
END $$;
