-- expand: an erasure looks through the answers that are kept for repeated commands page by page, as through
-- carriers' calls (AD-7).
SET LOCAL ROLE own_messaging;
ALTER TABLE messaging.erasure ADD COLUMN command_after bytea NOT NULL DEFAULT '\x'; -- how far commands were looked at
