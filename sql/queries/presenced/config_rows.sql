-- config_rows: all things of one resource, a line of JSON each. Outcomes: ok, too_many.
-- flags: long
SELECT outcome, body FROM directory.config_rows(noun => $1, tenant => $2, as_rows => $3)
