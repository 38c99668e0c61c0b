-- people_all: one's own contacts, or ($2 null) external company contacts, for a file.
-- flags: long
SELECT items FROM directory.people_all(tenant => $1, owner => $2)
