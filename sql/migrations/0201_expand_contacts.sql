-- expand: finding contacts (CT-8, PF-9), favourites in one's own order (CT-7), block lists of one user (CT-12).
SET LOCAL ROLE own_presence;

-- Every contact of every kind once, with what a list shows of it; made from the tables by directory.contact_index.
CREATE TABLE directory.contact_entry (
	tenant bigint NOT NULL,
	kind text COLLATE "C" NOT NULL CHECK (kind IN ('user', 'service', 'external', 'personal')),
	ref bigint NOT NULL,
	owner bigint NOT NULL,                 -- 0: everybody's
	sides smallint NOT NULL,               -- in whose directory: 1 of Work, 2 of the contact center, 4 of mode 3
	sort text COLLATE "C" NOT NULL,        -- the name as lists are sorted
	item jsonb NOT NULL,
	PRIMARY KEY (tenant, kind, ref)
);
CREATE INDEX contact_entry_sort ON directory.contact_entry (tenant, kind, owner, sort, ref);

-- What each is found by: words (rank 0: the contact's own, 1: site, department, company); numbers as "+46701234567" and
-- "=701234567", the national form without what is dialled before it. `two`, `four`: with which two,
-- three and four letters any of the contact's words begin (directory.term_marks), so that most contacts that lack another word
-- of a query are left out without a look at them.
CREATE TABLE directory.contact_term (
	tenant bigint NOT NULL,
	kind text COLLATE "C" NOT NULL,
	owner bigint NOT NULL,
	rank smallint NOT NULL,
	term text COLLATE "C" NOT NULL,
	sort text COLLATE "C" NOT NULL,
	ref bigint NOT NULL,
	two bigint NOT NULL,
	four bigint NOT NULL,
	PRIMARY KEY (tenant, kind, ref, rank, term),
	FOREIGN KEY (tenant, kind, ref) REFERENCES directory.contact_entry ON DELETE CASCADE
);
CREATE INDEX contact_term_found ON directory.contact_term (tenant, kind, owner, rank, term, sort, ref) INCLUDE (two, four);

CREATE TABLE directory.favourite (
	tenant bigint NOT NULL,
	owner bigint NOT NULL,
	kind text COLLATE "C" NOT NULL,
	ref bigint NOT NULL,
	position integer NOT NULL,
	PRIMARY KEY (tenant, owner, kind, ref),
	FOREIGN KEY (tenant, owner) REFERENCES directory.app_user ON DELETE CASCADE,
	FOREIGN KEY (tenant, kind, ref) REFERENCES directory.contact_entry ON DELETE CASCADE
);
CREATE INDEX favourite_contact ON directory.favourite (tenant, kind, ref);

-- Two lists of one user, for that user's own Work number alone.
CREATE TABLE directory.blocked_party (
	tenant bigint NOT NULL,
	owner bigint NOT NULL,
	list text NOT NULL CHECK (list IN ('caller', 'sender')),
	number text NOT NULL CHECK (number ~ '^(\+[1-9][0-9]{5,14}|[0-9]{3,8}|[A-Za-z0-9 ]{1,11})$'), -- texts come from names, too
	at timestamptz NOT NULL,
	PRIMARY KEY (tenant, owner, list, number),
	FOREIGN KEY (tenant, owner) REFERENCES directory.app_user ON DELETE CASCADE
);

-- A user's own choices in the directory. Who has no row has the defaults.
CREATE TABLE directory.contact_choice (
	tenant bigint NOT NULL,
	owner bigint NOT NULL,
	favourites_version bigint NOT NULL DEFAULT 1,
	block_unknown_senders boolean NOT NULL DEFAULT false,
	PRIMARY KEY (tenant, owner),
	FOREIGN KEY (tenant, owner) REFERENCES directory.app_user ON DELETE CASCADE
);

-- What a card offers (CT-10): the action is there when each of `needs` holds and none of `lacks` does. What the
-- words mean is in directory.card_facts.
CREATE TABLE directory.card_action (
	position smallint PRIMARY KEY,
	action text NOT NULL UNIQUE,
	needs text[] NOT NULL,
	lacks text[] NOT NULL,
	targets text                            -- which list of the card's targets it comes with; null: none
);
INSERT INTO directory.card_action (position, action, needs, lacks, targets) VALUES
	(1, 'call', '{dialable}', '{oneself}', 'dial'),
	(2, 'chat', '{chat}', '{oneself}', 'chat'),
	(3, 'meet', '{meeting_template}', '{oneself}', NULL),
	(4, 'fax', '{fax_feature,fax_number}', '{}', 'fax'),
	(5, 'email', '{email}', '{oneself}', 'email'),
	(6, 'favourite', '{contact}', '{favourite,oneself}', NULL),
	(7, 'unfavourite', '{favourite}', '{}', NULL),
	(8, 'block_caller', '{work_number,stranger}', '{blocked_caller}', 'stranger'),
	(9, 'unblock_caller', '{blocked_caller}', '{}', 'blocked_caller'),
	(10, 'block_sender', '{work_number,stranger}', '{blocked_sender}', 'stranger'),
	(11, 'unblock_sender', '{blocked_sender}', '{}', 'blocked_sender'),
	(12, 'edit', '{own}', '{}', NULL),
	(13, 'delete', '{own}', '{}', NULL);

-- Their bodies stand in functions/directory. Triggers, for imports and whatever comes later write these tables, too; a
-- statement of many rows is one call.
CREATE FUNCTION directory.contact_made() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
CREATE FUNCTION directory.contact_gone() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
CREATE FUNCTION directory.contact_site_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
DO $$
DECLARE
	t record;
BEGIN
	FOR t IN SELECT * FROM (VALUES ('app_user', 'user'), ('service', 'service'), ('external_contact', 'external'), ('personal_contact', 'personal')) AS v (name, kind) LOOP
		EXECUTE format('CREATE TRIGGER contact_made AFTER INSERT ON directory.%I REFERENCING NEW TABLE AS made
			FOR EACH STATEMENT EXECUTE FUNCTION directory.contact_made(%L)', t.name, t.kind);
		EXECUTE format('CREATE TRIGGER contact_changed AFTER UPDATE ON directory.%I REFERENCING NEW TABLE AS made
			FOR EACH STATEMENT EXECUTE FUNCTION directory.contact_made(%L)', t.name, t.kind);
		EXECUTE format('CREATE TRIGGER contact_gone AFTER DELETE ON directory.%I REFERENCING OLD TABLE AS gone
			FOR EACH STATEMENT EXECUTE FUNCTION directory.contact_gone(%L)', t.name, t.kind);
	END LOOP;
END $$;
CREATE TRIGGER contact_site_changed AFTER UPDATE ON directory.site REFERENCING OLD TABLE AS former NEW TABLE AS made
	FOR EACH STATEMENT EXECUTE FUNCTION directory.contact_site_changed();
