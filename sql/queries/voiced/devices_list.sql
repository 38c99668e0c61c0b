-- devices_list: the phones that who asks may see, by id.
-- flags: read
SELECT item, cursor
FROM voice.devices_list(tenant => $1, actor => $2, actor_role => $3, actor_side => $4, realm => $5, servers => $6, user_id => $7,
	after => $8, limit_ => $9::integer)
