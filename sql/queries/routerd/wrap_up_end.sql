-- wrap_up_end: the agent ends their wrap-up.
-- Keys: agent (actor), case (given), command. Outcomes: ok, not_found, not_yours, interaction_ended, invalid, case_closed,
-- case_not_of_customer, case_not_found, disposition_required, unknown_reference, moved.
-- flags: moves
SELECT outcome, body, news, keys
FROM routing.wrap_up_end(command => $1, fingerprint => $2, tenant => $3, actor => $4, interaction => $5,
	case_id => $6, note => $7, disposition => $8, time_over => $9)
