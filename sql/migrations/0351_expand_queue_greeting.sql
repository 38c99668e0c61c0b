-- expand: what who leaves a queue a message hears first (SP-14, RT-9): a greeting is a Work user's, or a queue's.
SET LOCAL ROLE own_voice;

ALTER TABLE voice.greeting
	DROP CONSTRAINT greeting_pkey,
	ALTER COLUMN owner DROP NOT NULL,
	ADD COLUMN queue bigint,
	ADD CONSTRAINT greeting_whose CHECK (num_nonnulls(owner, queue) = 1);
CREATE UNIQUE INDEX greeting_of_user ON voice.greeting (tenant, owner) WHERE owner IS NOT NULL;
CREATE UNIQUE INDEX greeting_of_queue ON voice.greeting (tenant, queue) WHERE queue IS NOT NULL;

RESET ROLE;
