-- expand: an index by which a disposition's interactions are found. A migration of its own: what writes interactions waits for its one
-- scan of them, what reads them does not.
SET LOCAL ROLE own_routing;
CREATE INDEX interaction_by_disposition ON routing.interaction (tenant, disposition) WHERE disposition IS NOT NULL;
