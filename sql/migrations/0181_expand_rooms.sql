-- expand: who has left a room, so that their own pages are told.
SET LOCAL ROLE own_messaging;

CREATE TABLE messaging.party_gone (
	tenant bigint NOT NULL,
	id bigint NOT NULL, -- the party's
	conversation bigint NOT NULL,
	account bigint NOT NULL,
	version bigint NOT NULL,
	at timestamptz NOT NULL,
	PRIMARY KEY (tenant, id)
);
