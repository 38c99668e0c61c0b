-- transcript: the closed record of an interaction.
-- flags: read
SELECT body FROM messaging.transcript(tenant => $1, id => $2, actor => $3, actor_role => $4)
