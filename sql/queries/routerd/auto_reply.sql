-- auto_reply: a rule answers by itself, the interaction ends.
-- Keys: interaction, conversation ("<channel>:<number>"). Outcomes: ok, stale, not_found, moved.
-- flags: moves
SELECT outcome, body, news, keys
FROM routing.auto_reply(tenant => $1, interaction => $2, text => $3, explanation => $4)
