-- wait_text: tells a customer whose agent is in an emergency to wait.
-- Keys: conversation, and the one that covers the interaction. Outcomes: told, stale, moved.
-- flags: moves
SELECT outcome, body, news, keys FROM routing.wait_text(tenant => $1, interaction => $2)
