-- nobody: keeps the explanation of a decision that found nobody.
-- Keys: decision (the interaction's id). Outcomes: ok.
SELECT outcome, body, news FROM routing.nobody(tenant => $1, interaction => $2, explanation => $3)
