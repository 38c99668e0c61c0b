-- expand: who a claim names may be taken over only where users can't choose it; a tenant's own age of sessions.
SET LOCAL ROLE own_presence;

-- Of the claim `email` the provider says whether it is verified; of any other one an administrator must know it.
ALTER TABLE directory.identity_provider ADD COLUMN claim_trusted boolean NOT NULL DEFAULT false;

-- Null: as long as the installation says. It had no effect before.
ALTER TABLE directory.tenant ALTER COLUMN session_ms DROP NOT NULL, ALTER COLUMN session_ms DROP DEFAULT;
UPDATE directory.tenant SET session_ms = NULL;
