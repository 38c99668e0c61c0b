-- agent_skills_load: which agent holds which skill at which level, of these tenants ($1).
-- flags: read
SELECT s.tenant, s.agent, s.skill, s.level
FROM routing.agent_skill AS s
WHERE s.tenant = ANY ($1::bigint[])
ORDER BY s.tenant, s.agent, s.skill
