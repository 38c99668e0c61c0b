-- interaction_why: the stored decisions of an interaction.
-- flags: read
SELECT body FROM routing.interaction_why(tenant => $1, id => $2, actor => $3, actor_role => $4)
