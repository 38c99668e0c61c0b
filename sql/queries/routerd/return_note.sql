-- return_note: writes the note of an interaction that went back.
-- Keys: conversation, agent or interaction. Outcomes: ok, moved.
-- flags: moves
SELECT outcome, body, news, keys FROM routing.return_note(tenant => $1, interaction => $2)
