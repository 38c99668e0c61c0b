-- book_sync: a user wants the next round now. Keys: contacts, command. Outcomes: ok, not_found, not_connected, login_needed, throttled.
SELECT outcome, body, news
FROM directory.book_sync(command => $1, fingerprint => $2, tenant => $3, owner => $4, book => $5)
