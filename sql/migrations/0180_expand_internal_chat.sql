-- expand: messages between agents and Work users (40-messaging): their parties, rooms, and the one table of what each
-- conversation allows. docs/decisions/0033-internal-messaging.md
SET LOCAL ROLE own_messaging;

-- 'said': by one account to others. No customer's text, so nothing counts it and no integrator is told of it.
ALTER DOMAIN messaging.direction_word DROP CONSTRAINT direction_word_check;
ALTER DOMAIN messaging.direction_word ADD CONSTRAINT direction_word_check
	CHECK (VALUE IN ('in', 'out', 'system', 'said')) NOT VALID;
DROP TRIGGER message_count_made ON messaging.message;
CREATE TRIGGER message_count_made BEFORE INSERT ON messaging.message FOR EACH ROW
	WHEN (NEW.direction IN ('in', 'out'))
	EXECUTE FUNCTION messaging.message_count();

CREATE DOMAIN messaging.side_word AS text CHECK (VALUE IN ('agent', 'work'));
ALTER TABLE messaging.message
	ADD COLUMN side messaging.side_word, -- which account of its author said it
	ADD COLUMN html text,                -- as it is shown; `text` is its plain form
	ADD COLUMN edited_at timestamptz,
	ADD COLUMN deleted_at timestamptz,
	ADD COLUMN work_only boolean;        -- came while the receiver was logged out of the workspace: alerts in Work alone
CREATE INDEX message_words ON messaging.message USING gin (to_tsvector('simple'::regconfig, text)) WHERE direction = 'said';

-- What stood in a message before its author changed or deleted it.
CREATE TABLE messaging.message_former (
	tenant bigint NOT NULL,
	message bigint NOT NULL,
	version bigint NOT NULL, -- that the message had
	conversation bigint NOT NULL,
	text text NOT NULL,
	until timestamptz NOT NULL,
	PRIMARY KEY (tenant, message, version)
);

-- Kinds of conversations: sms, chat (customers'), agent (agent and agent, one a session), directory (1:1 with a Work
-- account on one end), room (Work accounts). Internal ones have channel 0; `number` is their key: both accounts of a
-- pair, lower first, "-34,12", or "room:5". So conversation_open keeps the pair unique and key_of is their lock key.

-- An account is a user's id, negative for the Work account (common/auth, account_of).
CREATE SEQUENCE messaging.party_id;
CREATE TABLE messaging.party (
	tenant bigint NOT NULL,
	conversation bigint NOT NULL,
	account bigint NOT NULL CHECK (account <> 0),
	id bigint NOT NULL DEFAULT nextval('messaging.party_id'),
	role text NOT NULL DEFAULT 'party' CHECK (role IN ('party', 'owner', 'member', 'invited')),
	joined_at timestamptz NOT NULL,
	read_seq bigint NOT NULL DEFAULT 0,
	work_seq bigint NOT NULL DEFAULT 0, -- of an agent account: as far as it was read in the user's own Work app
	current boolean NOT NULL DEFAULT false, -- of an agent chat: it has not ended by this account's doing
	left_at timestamptz,                    -- when it did
	version bigint NOT NULL DEFAULT 1,
	PRIMARY KEY (tenant, conversation, account)
) WITH (fillfactor = 50);
CREATE INDEX party_account ON messaging.party (tenant, account, conversation);
CREATE INDEX party_by_id ON messaging.party (id);
CREATE INDEX party_current ON messaging.party (tenant, account) WHERE current;

-- Agent chats that ended by a logout, which holds one agent's key: chats_close closes their rows under both.
CREATE TABLE messaging.chat_left (
	tenant bigint NOT NULL,
	conversation bigint NOT NULL,
	account bigint NOT NULL,
	at timestamptz NOT NULL,
	PRIMARY KEY (tenant, conversation, account)
);

CREATE TABLE messaging.room (
	tenant bigint NOT NULL,
	id bigint NOT NULL, -- the conversation's
	name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
	topic text NOT NULL DEFAULT '' CHECK (length(topic) <= 1000),
	public boolean NOT NULL,
	PRIMARY KEY (tenant, id)
);
CREATE INDEX room_public ON messaging.room (tenant, id) WHERE public;

-- A page's own id of a message, kept 30 days: two parties may use the same.
CREATE TABLE messaging.client_said (
	tenant bigint NOT NULL,
	conversation bigint NOT NULL,
	account bigint NOT NULL,
	client_id messaging.client_id_text NOT NULL,
	message bigint NOT NULL,
	at timestamptz NOT NULL,
	PRIMARY KEY (tenant, conversation, account, client_id)
);
CREATE INDEX client_said_at ON messaging.client_said USING brin (at);

-- "What each conversation allows": the first line of a feature that fits decides; null fits any. Read by
-- messaging.verdict for every permission, and by pages for every button.
--   sender, receiver   side of the account; receiver 'room'
--   receiver_both      the receiver's user has a seat and a Work licence
--   receiver_in        the receiver's account is logged in (an agent's: the lease not lost)
--   mode3              the tenant's mode is 3
--   near               the receiver stands in the sender's agent roster
CREATE TABLE messaging.matrix (
	n smallint PRIMARY KEY,
	feature text NOT NULL,
	sender text CHECK (sender IN ('agent', 'work')),
	receiver text CHECK (receiver IN ('agent', 'work', 'room')),
	receiver_both boolean,
	receiver_in boolean,
	mode3 boolean,
	near boolean,
	verdict text NOT NULL -- ok, work_only, or the refusal's type
);
INSERT INTO messaging.matrix (n, feature, sender, receiver, receiver_both, receiver_in, mode3, near, verdict) VALUES
	--    feature     sender   receiver both   in     mode3  near   verdict
	(110, 'start',    'work',  'work',  null,  null,  null,  null,  'ok'),
	(111, 'start',    'work',  'agent', null,  null,  false, null,  'mode'),
	(112, 'start',    'work',  'agent', null,  true,  null,  null,  'ok'),
	(113, 'start',    'work',  'agent', true,  null,  null,  null,  'work_only'),
	(114, 'start',    'work',  'agent', null,  null,  null,  null,  'receiver_logged_out'),
	(115, 'start',    'agent', 'work',  null,  null,  false, null,  'mode'),
	(116, 'start',    'agent', 'work',  null,  null,  null,  null,  'ok'),
	(117, 'start',    'agent', 'agent', null,  null,  false, false, 'not_in_roster'),
	(118, 'start',    'agent', 'agent', true,  null,  null,  false, 'not_in_roster'),
	(119, 'start',    'agent', 'agent', null,  true,  null,  null,  'ok'),
	(120, 'start',    'agent', 'agent', null,  null,  null,  null,  'receiver_logged_out'),
	-- … and writing in what was started
	(210, 'write',    'work',  'work',  null,  null,  null,  null,  'ok'),
	(211, 'write',    'work',  'room',  null,  null,  null,  null,  'ok'),
	(212, 'write',    'work',  'agent', null,  null,  false, null,  'mode'),
	(213, 'write',    'work',  'agent', null,  true,  null,  null,  'ok'),
	(214, 'write',    'work',  'agent', true,  null,  null,  null,  'work_only'),
	(215, 'write',    'work',  'agent', null,  null,  null,  null,  'receiver_logged_out'),
	(216, 'write',    'agent', 'work',  null,  null,  false, null,  'mode'),
	(217, 'write',    'agent', 'work',  null,  null,  null,  null,  'ok'),
	(218, 'write',    'agent', 'agent', null,  true,  null,  null,  'ok'),
	(219, 'write',    'agent', 'agent', null,  null,  null,  null,  'receiver_logged_out'),
	(220, 'write',    'agent', 'room',  null,  null,  null,  null,  'no_rooms'),
	-- making, finding, joining
	(310, 'room',     'work',  'room',  null,  null,  null,  null,  'ok'),
	(311, 'room',     null,    null,    null,  null,  null,  null,  'no_rooms'),
	-- formatted text, lists, inline images; the Work side sees the plain form
	(410, 'format',   'agent', 'work',  null,  null,  null,  null,  'ok'),
	(411, 'format',   'agent', 'agent', null,  null,  null,  null,  'ok'),
	(412, 'format',   null,    null,    null,  null,  null,  null,  'plain_only'),
	(510, 'file',     'work',  null,    null,  null,  null,  null,  'ok'),
	(511, 'file',     null,    null,    null,  null,  null,  null,  'no_files'),
	(610, 'typing',   'work',  'work',  null,  null,  null,  null,  'ok'),
	(611, 'typing',   'work',  'room',  null,  null,  null,  null,  'ok'),
	(612, 'typing',   null,    null,    null,  null,  null,  null,  'not_here'),
	(620, 'receipt',  'work',  'work',  null,  null,  null,  null,  'ok'),
	(621, 'receipt',  'work',  'room',  null,  null,  null,  null,  'ok'),
	(622, 'receipt',  null,    null,    null,  null,  null,  null,  'not_here'),
	-- edit and delete within 24 h
	(710, 'change',   'work',  'work',  null,  null,  null,  null,  'ok'),
	(711, 'change',   'work',  'room',  null,  null,  null,  null,  'ok'),
	(712, 'change',   null,    null,    null,  null,  null,  null,  'not_here'),
	-- earlier conversations; the others have one that lasts
	(810, 'history',  'agent', 'agent', null,  null,  null,  null,  'current_only'),
	(811, 'history',  null,    null,    null,  null,  null,  null,  'ok'),
	(820, 'end',      'agent', 'agent', null,  null,  null,  null,  'ok'),
	(821, 'end',      null,    null,    null,  null,  null,  null,  'not_here'),
	-- what the agent account's user, with both licences, does with it in their own Work app
	(830, 'in_work',  'agent', 'agent', null,  null,  null,  null,  'read_only'),
	(831, 'in_work',  'agent', 'work',  null,  null,  null,  null,  'ok'),
	(840, 'monitor',  'agent', 'agent', null,  null,  null,  null,  'ok'),
	(841, 'monitor',  null,    null,    null,  null,  null,  null,  'not_here');
