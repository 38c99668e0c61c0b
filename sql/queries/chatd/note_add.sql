-- note_add: a note in a conversation that no customer sees.
-- Keys: conversation, command. Outcomes: created, not_found, not_yours, conversation_closed, moved.
-- flags: moves
SELECT outcome, body, news, keys
FROM messaging.note_add(command => $1, fingerprint => $2, tenant => $3, actor => $4, actor_role => $5,
	conversation => $6, text => $7)
