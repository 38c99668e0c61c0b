-- expand: the queues that an API key of a wallboard shows; {}: all of the tenant.
SET LOCAL ROLE own_presence;
ALTER TABLE directory.api_key ADD COLUMN queue_ids bigint[] NOT NULL DEFAULT '{}'
	CHECK (cardinality(queue_ids) <= 500 AND array_position(queue_ids, NULL) IS NULL);
