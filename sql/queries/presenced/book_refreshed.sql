-- book_refreshed: another refresh token. Keys: contacts. Outcomes: ok, gone.
SELECT outcome FROM directory.book_refreshed(tenant => $1, owner => $2, book => $3, claim => $4, refresh => $5)
