-- expand: contacts are found by the end of a number, and by each part of a name of scripts without spaces (CT-8, PF-9).
-- Until their terms have been made anew, contacts from before are found as before.
SET LOCAL ROLE own_presence;

-- Up to where the terms of contacts have been made anew since directory.contact_terms or directory.contact_fold changed
-- (directory.contact_refill); no row: all have. A migration that changes them again puts a row in.
CREATE TABLE directory.contact_refill (
	only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
	after_tenant bigint NOT NULL,
	after_kind text COLLATE "C" NOT NULL,
	after_ref bigint NOT NULL,
	since xid8 NOT NULL DEFAULT pg_current_xact_id() -- transactions that are older may still write the former terms
);
INSERT INTO directory.contact_refill (after_tenant, after_kind, after_ref) VALUES (0, '', 0);
