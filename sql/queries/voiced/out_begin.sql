-- out_begin: a call to the outside begins. $8: an agent dials. Keys: out. Outcomes: created, ok, ended, limit, caller_id_not_granted, not_available, not_allowed, invalid, stale.
SELECT outcome, body, news
FROM voice.out_begin_2(tenant => $1, user_ => $2, call => $3, epoch => $4, number => $5, price_class => $6, caller_id => $7, as_agent => $8)
