-- typing: whom to tell that an account types; nothing is stored.
-- flags: read
SELECT outcome, to_json(audience) AS audience, state FROM messaging.typing(tenant => $1, account => $2, conversation => $3)
