-- expand: what came with a page's own id of a message: its hash (messaging.content_hash), so that the same id with something else is
-- refused and not swallowed. Null: stored before.
SET LOCAL ROLE own_messaging;
ALTER TABLE messaging.client_message ADD COLUMN content_hash bytea;
ALTER TABLE messaging.client_said ADD COLUMN content_hash bytea;
