-- expand: from which message on an API key reads an interaction: all where it began it, from its own text on where it joined.
SET LOCAL ROLE own_routing;
ALTER TABLE routing.interaction_writer ADD COLUMN from_seq bigint NOT NULL DEFAULT 1;
