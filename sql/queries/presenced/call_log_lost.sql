-- call_log_lost: calls of an account's log ($2) end, as the daemon that had them is dead. Keys: calls. Outcomes: ok, unchanged.
SELECT outcome, news
FROM voice.call_log_lost(tenant => $1, owner => $2::text::bigint, epoch => $3)
