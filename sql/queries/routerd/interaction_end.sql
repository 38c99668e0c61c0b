-- interaction_end: ends an interaction; wrap-up begins.
-- Keys: agent (who has it), conversation ("<channel>:<number>"), command. Outcomes: ok, not_found, not_yours,
-- interaction_ended, interaction_not_assigned, newer_message, invalid, case_closed, case_not_of_customer, case_not_found, moved.
-- flags: moves
SELECT outcome, body, news, keys
FROM routing.interaction_end_2(command => $1, fingerprint => $2, tenant => $3, actor => $4, actor_role => $5,
	interaction => $6, last_seen_seq => $7, case_id => $8, case_title => $9, note => $10, reason => $11)
