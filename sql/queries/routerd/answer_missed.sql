-- answer_missed: takes a chat back from an agent who has not answered.
-- Keys: agent, conversation. Outcomes: returned, stale, moved.
-- flags: moves
SELECT outcome, body, news, keys FROM routing.answer_missed(tenant => $1, interaction => $2)
