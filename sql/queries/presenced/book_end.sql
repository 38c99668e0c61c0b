-- book_end: a round stops before its last page. Keys: contacts. Outcomes: ok, gone.
SELECT outcome
FROM directory.book_end(tenant => $1, owner => $2, book => $3, claim => $4, what => $5, problem => $6, again_ms => $7, said => $8)
