-- permissions_list: the permissions that roles consist of.
-- flags: read
SELECT directory.permissions_list() AS body
