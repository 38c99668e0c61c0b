-- expand: who has asked for a held thing (common/daemon/holder.h: spread). In the beat's row, as asking
-- must not wait for a batch behind the fence.
SET LOCAL ROLE own_ops;
ALTER TABLE ops.holder_beat ADD COLUMN heir bigint;
