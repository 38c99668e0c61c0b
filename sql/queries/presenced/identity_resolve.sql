-- identity_resolve: who it is that a provider vouches for.
-- Keys: config. Outcomes: ok, claim_untrusted, unknown_user, identity_taken.
-- flags: alone
SELECT outcome, body, news
FROM presence.identity_resolve(tenant => $1, provider => $2, subject => $3, username => $4, name => $5)
