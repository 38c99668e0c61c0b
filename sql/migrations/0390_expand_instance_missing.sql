-- expand: what a running process lacks to do all its work.
SET LOCAL ROLE own_ops;
-- The words of its needs that are not met, as "relay", with spaces between them; empty: none.
ALTER TABLE ops.instance ADD COLUMN missing text NOT NULL DEFAULT '';
