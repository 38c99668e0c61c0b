-- config_export: the tenant's whole configuration as one file. Outcomes: ok, too_many.
-- flags: long
SELECT outcome, body FROM directory.config_export(tenant => $1)
