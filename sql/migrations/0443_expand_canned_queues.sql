-- expand: canned messages of some queues alone.
SET LOCAL ROLE own_presence;
ALTER TABLE directory.canned_message ADD COLUMN queue_ids bigint[] NOT NULL DEFAULT '{}'; -- of these queues alone; none: of all
ALTER TABLE directory.canned_message ADD CONSTRAINT canned_message_queues CHECK (cardinality(queue_ids) <= 200 AND array_position(queue_ids, NULL) IS NULL) NOT VALID;
