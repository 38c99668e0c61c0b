-- call_held: a call is held, or goes on. Outcomes: ok.
-- flags: moves
SELECT outcome, body, news, keys FROM voice.call_held(tenant => $1, call => $2, held => $3, by => $4)
