-- favourites_get: one's favourites in one's own order.
-- flags: read
SELECT directory.favourites_get(tenant => $1, owner => $2, side => $3) AS favourites
