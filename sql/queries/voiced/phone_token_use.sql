-- phone_token_use: a token's one use. Keys: phone. Outcomes: ok, forbidden.
SELECT outcome, body, news
FROM voice.phone_token_use(tenant => $1, actor => $2, actor_side => $3, session => $4, hash => $5)
