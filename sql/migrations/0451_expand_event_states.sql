-- expand: what an event's entity was at its version (issue 15, D7).
SET LOCAL ROLE own_ops;
-- The part of the entity's state that later versions change: ids, states and times, no personal text (rule 31), which is read at
-- delivery. Null: nothing of it can change, or the event is of an earlier release.
ALTER TABLE ops.event ADD COLUMN state jsonb;
