-- books_list: the address books that one may connect, or has connected.
-- flags: read
SELECT directory.books_list(tenant => $1, owner => $2)
