-- carrier_switch: which of a channel's two carriers sends from now on.
-- Keys: sender_group. Outcomes: ok, unchanged, not_found, fenced.
SELECT outcome, news
FROM sms.carrier_switch(tenant => $1, group_id => $2, epoch => $3, channel => $4, second => $5)
