-- expand: a person puts two contacts together, and takes it back within 30 days (CT-6, decision 104).
SET LOCAL ROLE own_presence;

-- In which country national numbers are read of a user without a site; null: that of the first site.
ALTER TABLE directory.tenant ADD COLUMN default_country text,
	ADD CONSTRAINT tenant_default_country CHECK (default_country ~ '^[A-Z]{2}$') NOT VALID;

-- What it takes to undo one. owner: whose own contacts; null: external ones. before, after: the contact that stayed, as it was and as the merge
-- made it; other: the one that is gone: its item, version, marks and address books.
CREATE TABLE directory.merged_contact (
	tenant bigint NOT NULL,
	id bigint GENERATED ALWAYS AS IDENTITY,
	owner bigint,
	kept bigint NOT NULL,
	gone bigint NOT NULL,
	at timestamptz NOT NULL,
	before jsonb NOT NULL,
	after jsonb NOT NULL,
	other jsonb NOT NULL,
	PRIMARY KEY (tenant, id),
	FOREIGN KEY (tenant, owner) REFERENCES directory.app_user ON DELETE CASCADE
);
CREATE INDEX merged_contact_kept ON directory.merged_contact (tenant, kept);
CREATE INDEX merged_contact_gone ON directory.merged_contact (tenant, gone);
CREATE INDEX merged_contact_owner ON directory.merged_contact (tenant, owner) WHERE owner IS NOT NULL;
CREATE INDEX merged_contact_at ON directory.merged_contact (at);

-- Before "edit" (220).
INSERT INTO directory.card_action (position, action, needs, lacks, targets) VALUES
	(214, 'merge', '{own,duplicate}', '{}', NULL),
	(215, 'keep_apart', '{own,duplicate}', '{}', NULL),
	(216, 'unmerge', '{own,merged}', '{}', NULL);
