-- expand: a second carrier of a channel, which takes over while the first is down (SMS-34); docs/decisions/0027-sending-rules.md.
SET LOCAL ROLE own_sms;

-- Which senders an account holds, besides the numbers of the channels that send by it: no other number is ever
-- substituted (SMS-12).
ALTER TABLE sms.account ADD COLUMN numbers text[] NOT NULL DEFAULT '{}';
ALTER TABLE sms.account ADD CONSTRAINT account_numbers_check CHECK (cardinality(numbers) <= 1000 AND array_position(numbers, NULL) IS NULL
	AND array_to_string(numbers, ',') ~ '^((\+[1-9][0-9]{5,14}|[0-9]{3,8}|[A-Za-z0-9 ]{1,11})(,(\+[1-9][0-9]{5,14}|[0-9]{3,8}|[A-Za-z0-9 ]{1,11}))*)?$');

ALTER TABLE sms.channel_carrier ADD COLUMN second_account bigint;
ALTER TABLE sms.channel_carrier ADD CONSTRAINT channel_carrier_second_account_fkey FOREIGN KEY (tenant, second_account) REFERENCES sms.account;
ALTER TABLE sms.channel_carrier ADD CONSTRAINT channel_carrier_second_account_check CHECK (second_account <> account);
ALTER TABLE sms.channel_carrier ADD COLUMN second_after_ms bigint NOT NULL DEFAULT 30000;
ALTER TABLE sms.channel_carrier ADD CONSTRAINT channel_carrier_second_after_ms_check CHECK (second_after_ms BETWEEN 1000 AND 3600000);

-- The channels for which the second carrier sends now: `account`. One row a channel that is switched, no row: the first
-- sends. It holds as long as the channel still names that account. Key: sender_group.
CREATE TABLE sms.carrier_turn (
	tenant bigint NOT NULL,
	channel bigint NOT NULL,
	account bigint NOT NULL,
	since timestamptz NOT NULL,
	PRIMARY KEY (tenant, channel)
);

-- By which account the present attempt goes, chosen when it begins (send_begin); null: the first carrier's.
ALTER TABLE sms.outbox ADD COLUMN account bigint;
