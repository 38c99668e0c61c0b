-- overflow: does to a waiting interaction what its queue's overflow says.
-- Keys: interaction, conversation ("<channel>:<number>"). Outcomes: overflowed, ended, told, stale, moved.
-- flags: moves
SELECT outcome, body, news, keys FROM routing.overflow(tenant => $1, interaction => $2)
