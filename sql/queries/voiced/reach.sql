-- reach: how a call to a user is treated, and who is shown to them. None: nobody is reached there.
-- flags: read
SELECT r.forward_delay_s, r.forward_then, r.forward_number, r.dnd, r.refusal, r.blocked, r.number_, r.shown, r.own_number
FROM voice.reach($1, $2, $3, $4, $5, $6) AS r
