-- expand: which browsers an account is known on, as their cookies say: all of them are forgotten when this counts on.
SET LOCAL ROLE own_presence;
ALTER TABLE directory.app_user ADD COLUMN device_generation bigint NOT NULL DEFAULT 0;
