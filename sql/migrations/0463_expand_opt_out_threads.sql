-- expand: webhooks' events of opt-outs keep their order by the first entry of their number in the ledger: by the number's hash they lost it
-- when number_key got a further key (decision 118), and half of the former hash stayed here. A hookd that runs meanwhile knows what is
-- parked by the former names, and parks under them, until it starts anew. As the database's owner: the tables are of two schemas' owners.
UPDATE hooks.parked AS p SET thread = 'opt_out/' || f.first
FROM sms.opt_out_entry AS e,
	LATERAL (SELECT min(o.id) AS first FROM sms.opt_out_entry AS o
		WHERE o.tenant = e.tenant AND o.channel = e.channel AND o.number_hash = e.number_hash) AS f
WHERE p.kind = 26 AND e.tenant = p.tenant AND e.id = p.key;
UPDATE hooks.dead AS d SET thread = 'opt_out/' || f.first
FROM sms.opt_out_entry AS e,
	LATERAL (SELECT min(o.id) AS first FROM sms.opt_out_entry AS o
		WHERE o.tenant = e.tenant AND o.channel = e.channel AND o.number_hash = e.number_hash) AS f
WHERE d.kind = 26 AND e.tenant = d.tenant AND e.id = d.key;
