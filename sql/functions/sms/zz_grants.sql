-- grants: who may execute what of schema sms, and which views others read.
DO $$
DECLARE
	g record;
BEGIN
	FOR g IN SELECT * FROM (VALUES
		-- function          who
		('accept_inbound',   'tl_smsgw'),
		('parts_due',        'tl_smsgw'),
		('parts_flush',      'tl_smsgw'),
		('channels_load',    'tl_smsgw'),
		('groups_load',      'tl_smsgw'),
		('outbox_heads',     'tl_smsgw'),
		('send_begin',       'tl_smsgw'),
		('send_end',         'tl_smsgw'),
		('receipt',          'tl_smsgw'),
		('receipts_match',   'tl_smsgw'),
		('receipts_parked',  'tl_smsgw, tl_reader'),
		('group_takeover',   'tl_smsgw'),
		('raw_store',        'tl_smsgw'),
		('raw_list',         'tl_smsgw'),
		('opt_outs',         'tl_smsgw'),
		('seen_sweep',       'tl_smsgw'),
		('raw_sweep',        'tl_smsgw'),
		('partition_drop',   'tl_smsgw'),
		('queue_outbound',   'own_messaging'),
		('outbox_open',      'own_messaging'),
		('personal_count',   'own_messaging'),
		('personal_erase',   'own_messaging'),
		('personal_raw',     'own_messaging')
	) AS v (function, who) LOOP
		EXECUTE format('GRANT EXECUTE ON FUNCTION sms.%I TO %s', g.function, g.who);
	END LOOP;
END $$;

GRANT SELECT ON sms.v_opt_out, sms.v_channel TO own_messaging, tl_chatd;
