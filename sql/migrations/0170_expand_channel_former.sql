-- expand: by which accounts a channel took texts until lately: the old carrier's hook stays open (consistency.md, 33).
SET LOCAL ROLE own_sms;
CREATE TABLE sms.channel_former (
	tenant bigint NOT NULL,
	channel bigint NOT NULL,
	account bigint NOT NULL,
	until timestamptz NOT NULL,
	PRIMARY KEY (tenant, channel, account)
);
