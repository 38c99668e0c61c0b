-- agent_verdict: why an agent is not offered what waits; 'eligible': they could be. The words of core/verdict.c.
CREATE OR REPLACE FUNCTION routing.agent_verdict(i routing.interaction, q routing.queue, agent bigint, clock timestamptz)
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN CASE
		WHEN NOT routing.serves(q, agent, i.entered_at, clock) THEN 'membership'
		WHEN EXISTS (SELECT FROM routing.asked_skills(i, q, clock) AS n WHERE NOT EXISTS (SELECT FROM routing.agent_skill AS k
			WHERE k.tenant = i.tenant AND k.agent = agent_verdict.agent AND k.skill = n.skill)) THEN 'skill'
		WHEN EXISTS (SELECT FROM routing.asked_skills(i, q, clock) AS n WHERE NOT EXISTS (SELECT FROM routing.agent_skill AS k
			WHERE k.tenant = i.tenant AND k.agent = agent_verdict.agent AND k.skill = n.skill AND k.level >= n.level)) THEN 'level'
		ELSE COALESCE(NULLIF((SELECT routing.gate_verdict(a, q.weight, clock, i.medium = 'voice') FROM (VALUES (1)) AS one
				LEFT JOIN routing.agent AS a ON a.tenant = i.tenant AND a.agent = agent_verdict.agent), 'unknown'),
			(SELECT 'cool_down' FROM routing.cooldown AS c WHERE c.tenant = i.tenant AND c.interaction = i.id
				AND c.agent = agent_verdict.agent AND c.since > clock - interval '30 seconds'),
			CASE WHEN EXISTS (SELECT FROM routing.agent AS a WHERE a.tenant = i.tenant AND a.agent = agent_verdict.agent)
				THEN 'eligible' ELSE 'status' END) END;
END $$;
