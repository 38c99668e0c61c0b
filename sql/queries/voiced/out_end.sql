-- out_end: a call to the outside is over, after $3 seconds of talk. Keys: out. Outcomes: ok, ended, not_found.
SELECT outcome, body, news FROM voice.out_end(tenant => $1, call => $2, seconds => $3)
