-- expand: the life cycle of cases: who closed and reopened them, and when.
SET LOCAL ROLE own_messaging;
ALTER TABLE messaging.case_ ADD COLUMN closed_by bigint;
ALTER TABLE messaging.case_ ADD COLUMN reopened_at timestamptz;
ALTER TABLE messaging.case_ ADD COLUMN reopened_by bigint;

-- Each change of a case's state. `version`: that which the case had then.
CREATE TABLE messaging.case_change (
	tenant bigint NOT NULL,
	case_id bigint NOT NULL,
	version bigint NOT NULL,
	state text NOT NULL CHECK (state IN ('open', 'closed')),
	at timestamptz NOT NULL,
	actor bigint NOT NULL,
	note text CHECK (length(note) BETWEEN 1 AND 1000), -- null also where the customer was erased
	PRIMARY KEY (tenant, case_id, version),
	FOREIGN KEY (tenant, case_id) REFERENCES messaging.case_
);
