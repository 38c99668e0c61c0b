-- expand: the texts of blocked numbers (SMS-24) in the order in which they came, for who maintains the block lists; from now on.
SET LOCAL ROLE own_messaging;
CREATE TABLE messaging.blocked_text (
	tenant bigint NOT NULL,
	at timestamptz NOT NULL,
	message bigint NOT NULL,
	conversation bigint NOT NULL,
	PRIMARY KEY (tenant, at, message)
);
