-- book_begin: a round begins, or goes on. Keys: contacts. Outcomes: read, gone.
SELECT outcome, claim, tries, refresh, mark, next, country
FROM directory.book_begin(tenant => $1, owner => $2, book => $3, lease_ms => $4)
