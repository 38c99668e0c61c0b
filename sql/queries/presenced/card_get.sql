-- card_get: a contact's card as the actor sees it; null: there is none for them.
-- flags: read
SELECT directory.card_get(tenant => $1, viewer => $2, side => $3, kind => $4, ref => $5) AS card
