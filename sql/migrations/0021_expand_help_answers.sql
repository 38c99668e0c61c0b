-- expand: when a help word was last answered, so that a number gets one answer a day (SMS-20).
SET LOCAL ROLE own_sms;

CREATE TABLE sms.help_answer (
	tenant bigint NOT NULL,
	channel bigint NOT NULL,
	number_hash bytea NOT NULL,
	at timestamptz NOT NULL,
	PRIMARY KEY (tenant, channel, number_hash)
) WITH (fillfactor = 80);
CREATE INDEX help_answer_at ON sms.help_answer USING brin (at);
