-- agent_skills_load: which agent holds which skill at which level, of all tenants or one ($1).
-- flags: read
SELECT s.tenant, s.agent, s.skill, s.level
FROM routing.agent_skill AS s
WHERE $1::bigint IS NULL OR s.tenant = $1
ORDER BY s.tenant, s.agent, s.skill
