-- erasure_counts: what an erasure takes: how many of each kind.
CREATE OR REPLACE FUNCTION messaging.erasure_counts(tenant bigint, customer bigint, numbers text[], conversations bigint[])
RETURNS jsonb
LANGUAGE sql STABLE
AS $$
	SELECT jsonb_build_object('numbers', (SELECT count(*) FROM messaging.customer_number AS n WHERE n.tenant = $1 AND n.customer = $2),
		'cases', (SELECT count(*) FROM messaging.case_ AS k WHERE k.tenant = $1 AND (k.customer = $2
			OR (k.customer IS NULL AND k.customer_number = ANY ($3)))),
		'conversations', cardinality($4),
		'messages', (SELECT count(*) FROM messaging.conversation AS c
			JOIN messaging.message AS m ON m.tenant = c.tenant AND m.conversation = c.id AND m.at BETWEEN c.opened_at AND c.last_at
			WHERE c.tenant = $1 AND c.id = ANY ($4) AND m.erased_at IS NULL),
		'attachments', (SELECT count(*) FROM messaging.attachment AS a WHERE a.tenant = $1 AND a.conversation = ANY ($4)),
		'notes', (SELECT count(*) FROM routing.v_interaction AS i WHERE i.tenant = $1 AND i.conversation = ANY ($4) AND i.note IS NOT NULL),
		'callbacks', (SELECT count(*) FROM routing.v_callback AS k WHERE k.tenant = $1 AND k.conversation = ANY ($4)),
		'parts', sms.personal_count($1, $3))
$$;
