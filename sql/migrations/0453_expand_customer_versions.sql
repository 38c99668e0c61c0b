-- expand: a customer's record at each version that an event told of (issue 15, D7).
SET LOCAL ROLE own_messaging;
-- Personal text as the record itself: an erasure deletes a customer's rows (rule 31), and they go with the events of their time.
CREATE TABLE messaging.customer_version (
	tenant bigint NOT NULL,
	customer bigint NOT NULL,
	version bigint NOT NULL,
	at timestamptz NOT NULL,
	name text NOT NULL,
	company text,
	language text,
	notes text NOT NULL,
	numbers text[] NOT NULL,
	PRIMARY KEY (tenant, customer, version)
);
CREATE INDEX customer_version_number ON messaging.customer_version USING gin (numbers); -- an erasure removes them from others' versions, too
CREATE INDEX customer_version_at ON messaging.customer_version (at);
