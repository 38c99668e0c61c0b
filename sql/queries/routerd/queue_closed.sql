-- queue_closed: does to a waiting interaction what its closed queue says.
-- Keys: interaction, conversation ("<channel>:<number>"). Outcomes: told, overflowed, ended, stale, moved.
-- flags: moves
SELECT outcome, body, news, keys FROM routing.queue_closed(tenant => $1, interaction => $2)
