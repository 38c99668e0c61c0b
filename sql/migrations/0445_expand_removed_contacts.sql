-- expand: a user's own contact that they have deleted can be restored for ten minutes (CT-5).
SET LOCAL ROLE own_presence;

-- What restoring it needs, until then: state (directory.contact_state) with its place among the favourites, the contacts that were marked as its
-- duplicates, and the merges into it. Deleted with its user, or by directory.contact_merge_sweep.
CREATE TABLE directory.removed_contact (
	tenant bigint NOT NULL REFERENCES directory.tenant,
	owner bigint NOT NULL,
	contact bigint NOT NULL,
	at timestamptz NOT NULL,
	state jsonb NOT NULL,
	PRIMARY KEY (tenant, owner, contact),
	FOREIGN KEY (tenant, owner) REFERENCES directory.app_user ON DELETE CASCADE
);
CREATE INDEX removed_contact_at ON directory.removed_contact (at);
