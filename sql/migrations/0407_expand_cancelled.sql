-- expand: a text that waits for the end of quiet hours (SMS-21) is cancelled, or judged again when they change.
SET LOCAL ROLE own_messaging;
INSERT INTO messaging.delivery_state (state, rank) VALUES ('cancelled', 4);
-- Only what has not left yet: an end of its own, which no carrier knows of.
INSERT INTO messaging.delivery_step (former, next) VALUES ('held', 'cancelled');

RESET ROLE;
SET LOCAL ROLE own_sms;
-- Channels whose quiet hours were changed: what they hold is judged again, a page at a time. at: when a sweep first saw the change, which is
-- committed then (null: none has); after: the last outbox row that was judged.
CREATE TABLE sms.hold_review (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	tenant bigint NOT NULL,
	channel bigint NOT NULL,
	at timestamptz,
	after bigint NOT NULL DEFAULT 0
);
CREATE INDEX outbox_held_channel ON sms.outbox (tenant, channel, id) WHERE held_until IS NOT NULL;
