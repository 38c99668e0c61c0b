-- book_refresh_find: what is revoked with a disconnection, and where.
-- flags: read
SELECT provider, revoke_url, refresh FROM directory.book_refresh_find(tenant => $1, owner => $2, book => $3)
