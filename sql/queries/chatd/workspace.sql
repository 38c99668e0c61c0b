-- workspace: the snapshot of an agent's page.
-- flags: read
SELECT body FROM messaging.workspace(tenant => $1, agent => $2, live => $3)
