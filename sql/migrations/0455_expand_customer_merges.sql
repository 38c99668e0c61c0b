-- expand: what undoing a merge of two customers needs (issue 15, D3, decision 111).
SET LOCAL ROLE own_messaging;
ALTER TABLE messaging.customer_version ADD COLUMN merged_into bigint;

-- One row for each record that is part of another one; undoing the merge deletes it, an erasure empties it.
CREATE TABLE messaging.customer_merge (
	tenant bigint NOT NULL,
	gone bigint NOT NULL,
	kept bigint NOT NULL,
	at timestamptz NOT NULL,
	actor bigint,
	notes_at integer NOT NULL,               -- where the notes of `gone` begin in those of `kept`
	numbers text[] NOT NULL,                 -- that `gone` had
	shared text[] NOT NULL,                  -- of these, that `kept` had as well
	can_undo boolean NOT NULL DEFAULT true,  -- false: customer_moved and the numbers are deleted
	PRIMARY KEY (tenant, gone)
);
CREATE INDEX customer_merge_kept ON messaging.customer_merge (tenant, kept, at);
CREATE INDEX customer_merge_at ON messaging.customer_merge (at) WHERE can_undo;

-- Conversations and cases that a merge moved.
CREATE TABLE messaging.customer_moved (
	tenant bigint NOT NULL,
	gone bigint NOT NULL,
	kind text COLLATE "C" NOT NULL CHECK (kind IN ('conversation', 'case')),
	ref bigint NOT NULL,
	PRIMARY KEY (tenant, gone, kind, ref)
);
