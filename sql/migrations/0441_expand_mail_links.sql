-- expand: the link to a transcript waits sealed (`secret`, for the row `box`) for the e-mail that brings it; `url`, which has it as it is, is of rows
-- from before. A mail of words is one that has a text.
SET LOCAL ROLE own_messaging;
ALTER TABLE messaging.mail ADD COLUMN secret bytea, ADD COLUMN box bigint, DROP CONSTRAINT mail_says;
ALTER TABLE messaging.mail ADD CONSTRAINT mail_says CHECK (num_nonnulls(text, url, secret) = 1 AND (secret IS NULL) = (box IS NULL)) NOT VALID;
DROP INDEX messaging.mail_order, messaging.mail_words, messaging.mail_links;
CREATE INDEX mail_order ON messaging.mail ((text IS NULL), due_at);
CREATE INDEX mail_words ON messaging.mail (tenant) WHERE text IS NOT NULL;
CREATE INDEX mail_links ON messaging.mail (tenant) WHERE text IS NULL;
