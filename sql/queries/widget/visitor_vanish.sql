-- visitor_vanish: a visitor's page is gone.
-- Keys: conversation ("<channel>:<number>"). Outcomes: left, closed, stale, moved.
-- flags: moves
SELECT outcome, body, news, keys
FROM messaging.visitor_vanish(tenant => $1, conversation => $2, silent_ms => $3)
