-- expand: a visitor's token is one widget's: a page that carries two may use one token for both (MS-9).
SET LOCAL ROLE own_messaging;
CREATE UNIQUE INDEX visitor_token ON messaging.visitor (token_hash, tenant, channel);
ALTER TABLE messaging.visitor DROP CONSTRAINT visitor_token_hash_key;
