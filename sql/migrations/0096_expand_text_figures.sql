-- expand: segments by country and price class: what a text counts for, and its figures by quarter of an hour.
-- Rules: consistency.md 3, 23, 25; docs/decisions/0014-reports.md, 0022-countries.md.
SET LOCAL ROLE own_messaging;

-- taken_at, taken_version: the event by which a text counts (its batch's time and its version): an inbound one's when it
-- came, an outbound one's when a carrier took it; null: none has yet. queue: of the interaction for which an outbound one was
-- written. All of it stands in the row, so that who counts later and who counts anew read the same.
ALTER TABLE messaging.message
	ADD COLUMN queue bigint,
	ADD COLUMN taken_at timestamptz,
	ADD COLUMN taken_version bigint;

-- Its body stands in functions/messaging/message_count.sql. Triggers, for they are the one place that no way of writing a
-- message or changing its state goes around.
CREATE FUNCTION messaging.message_count() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER message_count_made BEFORE INSERT ON messaging.message FOR EACH ROW
	WHEN (NEW.direction <> 'system')
	EXECUTE FUNCTION messaging.message_count();
CREATE TRIGGER message_count_taken BEFORE UPDATE ON messaging.message FOR EACH ROW
	WHEN (OLD.taken_at IS NULL AND NEW.direction = 'out' AND NEW.delivery IN ('sent', 'delivered', 'undelivered'))
	EXECUTE FUNCTION messaging.message_count();

RESET ROLE;
SET LOCAL ROLE own_routing;

-- queue, agent 0: none; country '': none.
CREATE TABLE routing.text_interval (
	tenant bigint NOT NULL,
	at timestamptz NOT NULL,
	channel bigint NOT NULL,
	queue bigint NOT NULL,
	agent bigint NOT NULL,
	country text NOT NULL,
	price_class smallint NOT NULL,
	sent bigint NOT NULL,
	sent_segments bigint NOT NULL,
	received bigint NOT NULL,
	received_segments bigint NOT NULL,
	PRIMARY KEY (tenant, at, channel, queue, agent, country, price_class)
) PARTITION BY RANGE (at);

-- How far the feed is counted into it, as pos and skipped are of queue_interval.
ALTER TABLE routing.report_progress
	ADD COLUMN text_pos bigint NOT NULL DEFAULT 0,
	ADD COLUMN text_skipped bigint NOT NULL DEFAULT 0;
