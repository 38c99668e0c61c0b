-- visitor_back: a visitor who was taken for gone is there again.
-- Keys: conversation ("<channel>:<number>"). Outcomes: ok, moved.
-- flags: moves
SELECT outcome, body, news, keys
FROM messaging.visitor_back(tenant => $1, conversation => $2)
