-- customer_choose: the agent says which of several customers with its number a conversation is with.
-- Keys: conversation, agent, command. Outcomes: ok, not_found, not_yours, conversation_closed, invalid, moved.
-- flags: moves
SELECT outcome, body, news, keys
FROM messaging.customer_choose(command => $1, fingerprint => $2, tenant => $3, actor => $4, conversation => $5,
	customer => $6)
