-- book_connect: a user has logged in at an address book. Keys: contacts, command. Outcomes: ok, not_found, forbidden.
SELECT outcome, body, news
FROM directory.book_connect(command => $1, fingerprint => $2, tenant => $3, owner => $4, session => $5, book => $6, refresh => $7)
