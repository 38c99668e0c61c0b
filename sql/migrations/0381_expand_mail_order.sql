-- expand: e-mails of words (emergency calls) are handed over before links to transcripts; the hash of the address that a link was mailed to, so that
-- one address gets few.
SET LOCAL ROLE own_messaging;
CREATE INDEX mail_order ON messaging.mail ((url IS NOT NULL), due_at);
DROP INDEX messaging.mail_due;
CREATE INDEX mail_words ON messaging.mail (tenant) WHERE url IS NULL;
CREATE INDEX mail_links ON messaging.mail (tenant) WHERE url IS NOT NULL;
DROP FUNCTION IF EXISTS messaging.mail_add(bigint, text, text, text); -- it answers now whether there was room
ALTER TABLE messaging.transcript_link ADD COLUMN address_hash bytea;
CREATE INDEX transcript_link_mailed ON messaging.transcript_link (tenant, address_hash, made_at) WHERE address_hash IS NOT NULL;
