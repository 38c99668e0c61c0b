-- contacts_cards: the same as contacts_find, each contact with its whole card.
-- flags: read
SELECT item, cursor
FROM directory.contacts_cards(tenant => $1, viewer => $2, side => $3, q => $4, number => $5, kind_ => $6, favourites => $7,
	after => $8::text, limit_ => $9::integer)
