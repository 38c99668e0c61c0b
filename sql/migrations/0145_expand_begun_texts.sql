-- expand: texts that an agent begins (SMS-10 to SMS-12): which roles may, from which channels, what such an interaction belongs to.
SET LOCAL ROLE own_presence;
ALTER TABLE directory.tenant ADD COLUMN sms_initiate_roles text[] NOT NULL DEFAULT '{agent,supervisor,administrator}'
	CONSTRAINT tenant_sms_initiate_roles CHECK (sms_initiate_roles <@ '{agent,supervisor,administrator}'
		AND array_position(sms_initiate_roles, NULL) IS NULL);
-- The agent groups that may begin texts from it; {}: all.
ALTER TABLE directory.channel ADD COLUMN group_ids bigint[] NOT NULL DEFAULT '{}'
	CONSTRAINT channel_group_ids CHECK (cardinality(group_ids) <= 500 AND array_position(group_ids, NULL) IS NULL);

RESET ROLE;
SET LOCAL ROLE own_routing;
ALTER TABLE routing.interaction
	ADD COLUMN begun_by bigint,   -- the agent who began it; null: it came in
	ADD COLUMN linked_to bigint,  -- the interaction that they had meanwhile: it ends with that one's wrap-up
	ADD COLUMN end_due boolean NOT NULL DEFAULT false; -- that wrap-up is over
CREATE INDEX interaction_linked ON routing.interaction (tenant, linked_to) WHERE linked_to IS NOT NULL;
CREATE INDEX interaction_end_due ON routing.interaction (id) WHERE end_due;

-- What never passed a queue can be given to a colleague, too.
ALTER TABLE routing.offer ALTER COLUMN queue DROP NOT NULL;
ALTER DOMAIN routing.offer_kind DROP CONSTRAINT offer_kind_check;
ALTER DOMAIN routing.offer_kind ADD CONSTRAINT offer_kind_check
	CHECK (VALUE IN ('queue', 'transfer', 'consult', 'take_over', 'begun')) NOT VALID;
