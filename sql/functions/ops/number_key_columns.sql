-- number_key_columns: each column that holds hashes made with number_key: of numbers ("<tenant>:<number>") and of SMPP clients'
-- passwords. trunklinectl number-key rotate locks their tables in this order, the one in which a send's functions write them.
-- Not here: the audit log's lines of recorded opt-outs, which are never changed. Internal.
CREATE OR REPLACE FUNCTION ops.number_key_columns()
RETURNS TABLE (relation text, name text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
	VALUES
		('messaging.conversation', 'number_hash'),
		('sms.part_set', 'number_hash'),
		('sms.outbox', 'number_hash'),
		('sms.send_lost', 'number_hash'),
		('sms.receipt_parked', 'number_hash'),
		('sms.help_answer', 'number_hash'),
		('sms.opt_out', 'number_hash'),
		('sms.opt_out_entry', 'number_hash'),
		('sms.blocked_number', 'number_hash'),
		('sms.smpp_client', 'password_hash')
$$;
