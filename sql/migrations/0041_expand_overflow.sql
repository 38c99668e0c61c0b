-- expand: overflow by load (RT-9): when a queue gives away what waits in it, and where it goes; callbacks.
SET LOCAL ROLE own_routing;

-- Any of the three makes one overflow: so long a wait since the first enqueue, so many waiting before it, no
-- member logged in. overflow_queue and what a queue does when it closes (closing) stay as they are.
ALTER TABLE routing.queue
	ADD COLUMN overflow_action text CHECK (overflow_action IN ('queue', 'reply', 'callback', 'voicemail')),
	ADD COLUMN overflow_after_ms integer CHECK (overflow_after_ms BETWEEN 1000 AND 86400000),
	ADD COLUMN overflow_length integer CHECK (overflow_length BETWEEN 1 AND 100000),
	ADD COLUMN overflow_unstaffed boolean NOT NULL DEFAULT false,
	ADD COLUMN overflow_text text CHECK (length(overflow_text) <= 1600),
	ADD CHECK (overflow_action <> 'queue' OR (overflow_queue IS NOT NULL AND overflow_queue <> id)),
	ADD CHECK (overflow_action <> 'reply' OR overflow_text IS NOT NULL),
	ADD CONSTRAINT queue_voicemail_is_voice CHECK (overflow_action <> 'voicemail' OR medium = 'voice');

-- left_queues: those it overflowed out of: it goes into none of them again, so a loop has an end.
-- overflow_told: the customer has been told by an overflow that could not end it.
ALTER TABLE routing.interaction
	ADD COLUMN left_queues bigint[],
	ADD COLUMN overflow_told boolean NOT NULL DEFAULT false;

ALTER DOMAIN routing.decision_word DROP CONSTRAINT decision_word_check;
ALTER DOMAIN routing.decision_word ADD CONSTRAINT decision_word_check CHECK (VALUE ~ '^[a-z_]{1,30}$');

-- A customer who is to be called back. Who they are stands in the conversation (rule 31).
CREATE SEQUENCE routing.callback_id;
CREATE TABLE routing.callback (
	tenant bigint NOT NULL,
	id bigint NOT NULL DEFAULT nextval('routing.callback_id'),
	interaction bigint NOT NULL, -- which ended with it
	conversation bigint NOT NULL,
	queue bigint NOT NULL,
	state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'taken', 'done')),
	requested_at timestamptz NOT NULL,
	agent bigint,                -- who has taken it
	taken_at timestamptz,
	done_at timestamptz,
	note text CHECK (length(note) <= 4000),
	version bigint NOT NULL DEFAULT 1,
	PRIMARY KEY (tenant, id),
	UNIQUE (tenant, interaction),
	CHECK ((state = 'waiting') = (agent IS NULL)),
	CHECK ((state = 'done') = (done_at IS NOT NULL))
);
CREATE INDEX callback_open ON routing.callback (tenant, queue, id) WHERE state <> 'done';
