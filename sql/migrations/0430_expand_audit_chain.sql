-- expand: a hash chain over each tenant's audit log, which `trunklinectl audit verify` checks.
SET LOCAL ROLE own_ops;

-- One row for each line of the audit log that ops.audit_link has chained: the SHA-256 over the hash before it and the line.
-- A table of its own: nothing but a sweep ever touches a line again, and no function changes one.
CREATE TABLE ops.audit_chain (
	tenant bigint NOT NULL,
	audit_id bigint NOT NULL,
	at timestamptz NOT NULL,                -- the line's, by which its month is found
	hash bytea NOT NULL,
	PRIMARY KEY (tenant, audit_id)
);

-- base: the newest line that ops.audit_sweep has deleted, on whose hash the oldest that is kept is built; 0, '': none. base_at: that
-- line's time, base_days: for how many days the tenant kept lines when it went; verify judges by these, for audit_days may have changed.
CREATE TABLE ops.audit_head (
	tenant bigint PRIMARY KEY,
	base_id bigint NOT NULL DEFAULT 0,
	base_hash bytea NOT NULL DEFAULT '',
	base_at timestamptz,
	base_days integer,
	head_id bigint NOT NULL,
	head_hash bytea NOT NULL,
	held_id bigint,                         -- the line for which older ones behind it can't be swept
	logged_id bigint NOT NULL DEFAULT 0,    -- the newest head, and base, that a daemon's log was given
	logged_base_id bigint NOT NULL DEFAULT 0,
	logged_at timestamptz
) WITH (fillfactor = 50);

-- One row. done_id: lines up to it are chained. settled_id: no line up to it can appear any more, for the transactions that had
-- begun when mark_id was the newest id, all below mark_xid, have ended.
CREATE TABLE ops.audit_linker (
	done_id bigint NOT NULL,
	settled_id bigint NOT NULL,
	mark_id bigint,
	mark_xid xid8
);
INSERT INTO ops.audit_linker (done_id, settled_id) VALUES (0, 0);

-- The last statement, for writers of the log wait from here to COMMIT. Months that have such an index already are not read again
-- (docs/operating.md says how to build them before).
CREATE INDEX audit_by_id ON ops.audit (id);
