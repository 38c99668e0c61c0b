-- case_of_interaction: a new case of an open interaction, which will end in it.
-- Keys: conversation, command. Outcomes: created, not_found, invalid, moved.
-- flags: moves
SELECT outcome, body, news, keys
FROM messaging.case_create(command => $1, fingerprint => $2, tenant => $3, actor => $4,
	actor_role => $5, customer => NULL, title => $6, interaction => $7)
