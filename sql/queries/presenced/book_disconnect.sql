-- book_disconnect: a user has an address book no more. Keys: contacts, command. Outcomes: ok, not_found.
-- flags: alone
SELECT outcome, body, news
FROM directory.book_disconnect(command => $1, fingerprint => $2, tenant => $3, owner => $4, book => $5, go => $6)
