-- expand: calls of one class of price are numbered as they begin, all of a tenant's and those of each user: how many began within the
-- last minute is the difference of two numbers then, at any rate. Those that stand already have none (0).
SET LOCAL ROLE own_voice;
ALTER TABLE voice.out_call ADD COLUMN nth bigint NOT NULL DEFAULT 0, ADD COLUMN user_nth bigint NOT NULL DEFAULT 0;
CREATE INDEX out_call_user_recent ON voice.out_call (tenant, price_class, user_id, at);
DROP INDEX voice.out_call_live; -- out_call_epoch holds the same ones
