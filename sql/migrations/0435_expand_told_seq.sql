-- expand: how far the others of a conversation may see that an account has read it, where that is less than it has (it was invisible).
SET LOCAL ROLE own_messaging;
ALTER TABLE messaging.party ADD COLUMN told_seq bigint; -- null: all of it
