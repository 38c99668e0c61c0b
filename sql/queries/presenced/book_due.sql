-- book_due: whose rounds are due.
-- flags: read
SELECT due_tenant, due_owner, due_book FROM directory.book_due(limit_ => $1::integer, each_ => $2::integer)
