-- expand: which key a running process seals with (decision 117).
SET LOCAL ROLE own_ops;
-- The check value of its key ring's active key (key_ring_check in common/auth/auth.h); empty: it has no key ring; null: it is of a build that registers none.
ALTER TABLE ops.instance ADD COLUMN key_check text;
