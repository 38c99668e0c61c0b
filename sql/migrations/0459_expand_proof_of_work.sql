-- expand: the proof of work that a widget asks browsers for before a chat begins, in bits; 0: none.
SET LOCAL ROLE own_presence;
ALTER TABLE directory.widget ADD COLUMN proof_of_work integer NOT NULL DEFAULT 0
	CHECK (proof_of_work BETWEEN 0 AND 18);
