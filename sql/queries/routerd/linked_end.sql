-- linked_end: ends a text that was begun while on an interaction whose wrap-up is over.
-- Keys: agent, conversation, case and its customer (case_keys). Outcomes: ended, stale, moved.
-- flags: moves
SELECT outcome, body, news, keys FROM routing.linked_end(tenant => $1, interaction => $2)
