-- no_rule: no rule holds for a call: it ends.
-- Keys: interaction, conversation ("<channel>:<number>"). Outcomes: ok, changed, stale, not_found, moved.
-- flags: moves
SELECT outcome, body, news, keys
FROM routing.no_rule(tenant => $1, interaction => $2, revision => $3)
