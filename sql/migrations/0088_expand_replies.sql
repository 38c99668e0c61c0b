-- expand: first and next response of messages (75-metrics.md): a line for each reply that answers a customer,
-- counted as the lines of history are; docs/decisions/0021-figures.md.
SET LOCAL ROLE own_messaging;
ALTER TABLE messaging.conversation ADD COLUMN replied boolean NOT NULL DEFAULT false; -- a person has written to the customer

RESET ROLE;
SET LOCAL ROLE own_routing;
-- One line for each reply of a person to a customer who waited for one. `at` is the batch's time, message the
-- event's key. queue, queued_at: the stay in which it was written, by which it is booked.
CREATE TABLE routing.reply (
	tenant bigint NOT NULL,
	at timestamptz NOT NULL,
	message bigint NOT NULL,
	interaction bigint NOT NULL,
	queue bigint NOT NULL,
	channel bigint NOT NULL,
	queued_at timestamptz NOT NULL,
	ms bigint NOT NULL,                 -- since the first message that was not answered
	first boolean NOT NULL,             -- nobody had replied since the conversation was opened
	PRIMARY KEY (tenant, at, message)
) PARTITION BY RANGE (at);

ALTER TABLE routing.queue_interval
	ADD COLUMN first_replies bigint NOT NULL DEFAULT 0,
	ADD COLUMN first_reply_ms bigint NOT NULL DEFAULT 0,
	ADD COLUMN replies bigint NOT NULL DEFAULT 0,
	ADD COLUMN reply_ms bigint NOT NULL DEFAULT 0;
