-- expand: customers and cases as they are looked for, texts in scripts without spaces (issue 15, D1, D2).
SET LOCAL ROLE own_messaging;

-- All at once, in the order in which those who end a conversation take them.
LOCK TABLE messaging.case_, messaging.customer_number, messaging.customer IN SHARE ROW EXCLUSIVE MODE;

-- One row for each customer and case, made from them by triggers (customer_made, customer_number_changed, case_made).
CREATE TABLE messaging.search_entry (
	tenant bigint NOT NULL,
	kind text COLLATE "C" NOT NULL CHECK (kind IN ('customer', 'case')),
	ref bigint NOT NULL,
	made_at timestamptz NOT NULL,
	state text NOT NULL,     -- a case's; of customers 'open'
	words tsvector NOT NULL, -- directory.search_words; none of who was erased
	PRIMARY KEY (tenant, kind, ref)
);
CREATE INDEX search_entry_made ON messaging.search_entry (tenant, kind, made_at, ref);
CREATE INDEX search_entry_open ON messaging.search_entry (tenant, ref) WHERE kind = 'case' AND state = 'open';
-- Cases are made as conversations end: none of these waits until a list of pending words is sorted in.
CREATE INDEX search_entry_words ON messaging.search_entry USING gin (words) WITH (fastupdate = off);

-- Up to where those that there were before have been taken in (search_fill); no row: all have.
CREATE TABLE messaging.search_fill (
	kind text COLLATE "C" PRIMARY KEY,
	after_tenant bigint NOT NULL DEFAULT 0,
	after_ref bigint NOT NULL DEFAULT 0
);
INSERT INTO messaging.search_fill (kind) VALUES ('customer'), ('case');

-- Their bodies stand in functions/messaging.
CREATE FUNCTION messaging.customer_made() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
CREATE FUNCTION messaging.customer_number_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
CREATE FUNCTION messaging.case_made() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
CREATE TRIGGER customer_made AFTER INSERT OR UPDATE OF name, company, erased_at ON messaging.customer FOR EACH ROW EXECUTE FUNCTION messaging.customer_made();
CREATE TRIGGER customer_number_changed AFTER INSERT OR DELETE ON messaging.customer_number FOR EACH ROW EXECUTE FUNCTION messaging.customer_number_changed();
CREATE TRIGGER case_made AFTER INSERT OR UPDATE OF title, state, customer_number ON messaging.case_ FOR EACH ROW EXECUTE FUNCTION messaging.case_made();

-- By which words the rows of routing.past were made: past_fill makes all anew where its own are newer.
SET LOCAL ROLE own_routing;
ALTER TABLE routing.report_progress ADD COLUMN past_words integer NOT NULL DEFAULT 1;
