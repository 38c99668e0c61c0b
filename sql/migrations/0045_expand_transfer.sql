-- expand: transfer and consult (RT-10, RT-14; rule 22): what an offer is for, who asks, until when what it led to
-- lasted; who is asked in.
SET LOCAL ROLE own_routing;

CREATE DOMAIN routing.offer_kind AS text CHECK (VALUE IN ('queue', 'transfer', 'consult', 'take_over'));
ALTER TABLE routing.offer
	ADD COLUMN kind routing.offer_kind NOT NULL DEFAULT 'queue',
	ADD COLUMN from_agent bigint,        -- who has it, for whom a transfer or consult was asked
	ADD COLUMN load routing.load_held,   -- what a transfer holds of its agent's capacity while it is made
	ADD COLUMN note_seq bigint,          -- the asker's note: that message of the conversation (rule 31)
	ADD COLUMN left_at timestamptz;      -- of an accepted one: given away before the interaction's end

-- Somebody was asked in, once: only then is it looked up who.
ALTER TABLE routing.interaction ADD COLUMN consulted boolean NOT NULL DEFAULT false;

-- Who was asked in and is there; covered by the key that covers the interaction. Goes when they leave or
-- take over, when the interaction leaves its agent, and at ends_at.
CREATE TABLE routing.consult (
	tenant bigint NOT NULL,
	interaction bigint NOT NULL,
	agent bigint NOT NULL,
	offer bigint NOT NULL,
	asked_by bigint NOT NULL,
	joined_at timestamptz NOT NULL,
	ends_at timestamptz NOT NULL,
	PRIMARY KEY (tenant, interaction, agent)
);
CREATE INDEX consult_agent ON routing.consult (tenant, agent);
CREATE INDEX consult_ends ON routing.consult (ends_at);
