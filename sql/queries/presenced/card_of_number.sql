-- card_of_number: the card of who has a number, else the number's own.
-- flags: read
SELECT directory.card_of_number(tenant => $1, viewer => $2, side => $3, number => $4, shown => $5) AS card
