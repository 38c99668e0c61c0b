-- expand: the emergency phases (60-emergency, EM-1 to EM-8, EM-10) as one stored machine.
-- Rules: consistency.md 2, 9, 10, 12; docs/decisions/0046-emergency.md.

SET LOCAL ROLE own_presence;

CREATE DOMAIN presence.phase_word AS text
	CHECK (VALUE IN ('normal', 'dialling', 'in_call', 'lock', 'held', 'remaining'));

-- What each phase means. locked: the status can't be changed (EM-1). offers: whether queues may offer: as the status says, not
-- at all, or not until the lock ends unless the agent became Available in it (EM-4).
CREATE TABLE presence.emergency_phase (
	phase presence.phase_word PRIMARY KEY,
	locked boolean NOT NULL,
	offers text NOT NULL CHECK (offers IN ('by_status', 'none', 'when_available'))
);
INSERT INTO presence.emergency_phase (phase, locked, offers) VALUES
	('normal',    false, 'by_status'),
	('dialling',  true,  'none'),
	('in_call',   true,  'none'),
	('lock',      true,  'when_available'),
	('held',      false, 'by_status'),
	('remaining', false, 'by_status');

-- The whole machine: what is not here changes nothing.
-- takes: had_interactions is taken anew, and those customers are told to wait (EM-5).
-- status: keep; by_work: Busy while any interaction that was taken is open, else Work Offline; available.
CREATE TABLE presence.emergency_rule (
	phase presence.phase_word NOT NULL REFERENCES presence.emergency_phase,
	event text NOT NULL CHECK (event IN ('dialled', 'answered', 'given_up', 'ended', 'call_back_answered', 'lock_end',
		'lock_end_away', 'work_ended', 'exit', 'remain', 'logout', 'session_end')),
	next presence.phase_word NOT NULL REFERENCES presence.emergency_phase,
	takes boolean NOT NULL,
	status text NOT NULL CHECK (status IN ('keep', 'by_work', 'available')),
	PRIMARY KEY (phase, event)
);
INSERT INTO presence.emergency_rule (phase, event, next, takes, status) VALUES
	('normal',    'dialled',            'dialling',  true,  'keep'),
	('dialling',  'dialled',            'dialling',  true,  'keep'), -- a second number while the first rings
	('dialling',  'answered',           'in_call',   false, 'by_work'),
	('dialling',  'call_back_answered', 'in_call',   true,  'by_work'), -- as a second line (EM-3)
	('dialling',  'given_up',           'lock',      false, 'by_work'), -- the service may have seen it
	('dialling',  'ended',              'lock',      false, 'by_work'),
	('in_call',   'dialled',            'in_call',   true,  'by_work'),
	('in_call',   'call_back_answered', 'in_call',   true,  'by_work'),
	('in_call',   'given_up',           'lock',      false, 'by_work'),
	('in_call',   'ended',              'lock',      false, 'by_work'),
	('in_call',   'work_ended',         'in_call',   false, 'by_work'),
	('lock',      'dialled',            'dialling',  true,  'keep'),
	('lock',      'call_back_answered', 'in_call',   true,  'by_work'),
	('lock',      'work_ended',         'lock',      false, 'available'), -- EM-4
	('lock',      'lock_end',           'held',      false, 'keep'),
	('lock',      'lock_end_away',      'normal',    false, 'keep'), -- logged out: nobody is there to be asked
	('held',      'dialled',            'dialling',  true,  'keep'),
	('held',      'call_back_answered', 'in_call',   true,  'by_work'),
	('held',      'exit',               'normal',    false, 'available'),
	('held',      'remain',             'remaining', false, 'available'),
	('held',      'logout',             'normal',    false, 'keep'),
	('held',      'session_end',        'normal',    false, 'keep'),
	('remaining', 'dialled',            'dialling',  true,  'keep'),
	('remaining', 'call_back_answered', 'in_call',   true,  'by_work'),
	('remaining', 'exit',               'normal',    false, 'keep'),
	('remaining', 'logout',             'normal',    false, 'keep'),
	('remaining', 'session_end',        'normal',    false, 'keep');

-- The facts kept per agent. No row: normal. work: the interactions that were open when they were taken last.
CREATE TABLE presence.emergency (
	tenant bigint NOT NULL,
	agent bigint NOT NULL,
	phase presence.phase_word NOT NULL DEFAULT 'normal',
	since timestamptz NOT NULL,
	lock_ends_at timestamptz,
	session_ends_at timestamptz,
	had_interactions boolean NOT NULL DEFAULT false,
	work bigint[] NOT NULL DEFAULT '{}',
	call text,
	version bigint NOT NULL DEFAULT 1,
	PRIMARY KEY (tenant, agent),
	CONSTRAINT emergency_lock CHECK ((phase = 'lock') = (lock_ends_at IS NOT NULL)),
	CONSTRAINT emergency_work CHECK (had_interactions = (work <> '{}'))
) WITH (fillfactor = 50);
CREATE INDEX emergency_due ON presence.emergency (lock_ends_at) WHERE phase = 'lock';

-- The calls: which there are, so that a step told twice is done once (rule 10), and a phase ends with the last of two lines.
-- Kept for a week after their end.
CREATE TABLE presence.emergency_call (
	tenant bigint NOT NULL,
	call text NOT NULL CHECK (length(call) BETWEEN 1 AND 128),
	agent bigint NOT NULL,
	call_back boolean NOT NULL,
	number text CHECK (length(number) BETWEEN 2 AND 20), -- that was dialled, or that calls back
	begun_at timestamptz NOT NULL,
	answered_at timestamptz,
	ended_at timestamptz,
	PRIMARY KEY (tenant, call)
);
CREATE INDEX emergency_call_agent ON presence.emergency_call (tenant, agent);

-- When a login ends by itself, while an emergency prolongs it: null: at expires_at.
ALTER TABLE presence.session ADD COLUMN planned_end timestamptz;

-- keep_line_free: EM-10. emergency_numbers: besides those of the country, as one that reaches a test service.
ALTER TABLE directory.tenant
	ADD COLUMN keep_line_free boolean NOT NULL DEFAULT false,
	ADD COLUMN emergency_numbers text[] NOT NULL DEFAULT '{}',
	ADD CONSTRAINT tenant_emergency_numbers CHECK (cardinality(emergency_numbers) <= 20
		AND array_to_string(emergency_numbers, ',', '?') ~ '^([0-9*#]{2,15}(,[0-9*#]{2,15})*)?$');

RESET ROLE;
SET LOCAL ROLE own_routing;

-- Until when an emergency holds back what queues offer; infinity: until further notice. lock_ends_at says how long the status
-- is locked, which is not the same (EM-4).
ALTER TABLE routing.agent ADD COLUMN held_until timestamptz;

ALTER TABLE routing.queue ADD COLUMN emergency_text text CHECK (length(emergency_text) <= 1600);

-- Which customers are told to wait, once in an emergency of their agent (EM-5); sent_at null: not yet.
CREATE TABLE routing.wait_text (
	tenant bigint NOT NULL,
	interaction bigint NOT NULL,
	agent bigint NOT NULL,
	sent_at timestamptz,
	PRIMARY KEY (tenant, interaction)
);
CREATE INDEX wait_text_due ON routing.wait_text (tenant, interaction) WHERE sent_at IS NULL;
CREATE INDEX wait_text_agent ON routing.wait_text (tenant, agent);
