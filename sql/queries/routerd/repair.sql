-- repair: mends one row of impossible.
-- Keys: agent, interaction. Outcomes: repaired, fine, moved.
-- flags: moves
SELECT outcome, body, news, keys
FROM routing.repair(problem => $1, tenant => $2, agent => $3, interaction => $4, offer => $5)
