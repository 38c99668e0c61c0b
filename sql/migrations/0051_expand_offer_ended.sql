-- expand: offers by when they ended, for the figures of agents: also those that do not stand in their
-- interaction's row (a transfer, a consultation).
SET LOCAL ROLE own_routing;
CREATE INDEX offer_ended ON routing.offer (tenant, ended_at) WHERE ended_at IS NOT NULL;
