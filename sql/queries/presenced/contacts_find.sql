-- contacts_find: the contacts that the actor sees: of a query, of their favourites, or all.
-- flags: read
SELECT item, cursor
FROM directory.contacts_find(tenant => $1, viewer => $2, side => $3, q => $4, number => $5, kind_ => $6, favourites => $7,
	after => $8::text, limit_ => $9::integer)
