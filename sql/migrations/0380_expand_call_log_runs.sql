-- expand: whose run of a daemon a call log's row is of, so that a call that died with its daemon ends (SP-17). What stands already is of none.
SET LOCAL ROLE own_voice;
ALTER TABLE voice.call_log
	ADD COLUMN epoch bigint,                         -- voice.run; null: told by an older daemon, or before its run began
	ADD COLUMN lost boolean NOT NULL DEFAULT false;  -- it was ended for a daemon that seemed dead: what that one says after all counts
CREATE INDEX call_log_epoch ON voice.call_log (epoch, tenant, owner) WHERE ended_at IS NULL AND epoch IS NOT NULL;
