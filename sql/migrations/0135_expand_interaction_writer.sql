-- expand: which API keys began an interaction or wrote into it (IN-3): they read what became of it, no other does.
SET LOCAL ROLE own_routing;
CREATE TABLE routing.interaction_writer (
	tenant bigint NOT NULL,
	interaction bigint NOT NULL,
	key bigint NOT NULL,
	PRIMARY KEY (tenant, interaction, key)
);
