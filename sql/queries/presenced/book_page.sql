-- book_page: a page becomes contacts. Keys: none, on the lane for what takes long. Outcomes: more, last, gone.
-- flags: long
SELECT outcome, pages
FROM directory.book_page(tenant => $1, owner => $2, book => $3, claim => $4, given => $5::text::jsonb, gone => $6::text::jsonb, next => $7,
	mark => $8, lease_ms => $9, every_ms => $10)
