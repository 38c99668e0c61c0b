-- expand: how long texts of users' own numbers are kept: a conversation whose last text is older than the tenant keeps them is
-- looked for by when it began, which never changes (rule 24).
SET LOCAL ROLE own_messaging;
CREATE INDEX conversation_owned ON messaging.conversation (tenant, opened_at) WHERE owner IS NOT NULL AND erased_at IS NULL;
