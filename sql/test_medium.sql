-- What a web chat, a text and a call are called: `medium` is chat or voice, as of queues; `channel_kind` says by which kind of channel
-- (00-words; docs/decisions/0105-medium-and-channel-kind.md).
SELECT test.organisation();
INSERT INTO directory.channel (tenant, id, medium, name, hook_key, number) VALUES (1, 41, 'sms', 'Texts', repeat('s', 32), '+46701000041'),
	(1, 42, 'chat', 'Web', repeat('w', 32), NULL), (1, 43, 'voice', 'Phone', repeat('v', 32), '+46701000043');
CREATE TEMP TABLE of_each AS SELECT k.* FROM (VALUES (41, 'chat', 'sms', 'sms'), (42, 'chat', 'web_chat', 'chat'), (43, 'voice', 'voice', 'voice')) AS k (channel, medium, kind, former);

-- ---- a channel ----
SELECT test.is((SELECT (j.it ->> 'medium', j.it ->> 'channel_kind', j.it ->> 'kind')::text FROM (SELECT routing.channel_json(1, e.channel) AS it) AS j),
	format('(%s,%s,%s)', e.medium, e.kind, e.former), 'a channel, as states show it: ' || e.kind) FROM of_each AS e;
SELECT test.is((SELECT (c.medium, c.channel_kind)::text FROM directory.a_channel AS c WHERE c.tenant = 1 AND c.id = e.channel), format('(%s,%s)', e.former, e.kind), 'the channel itself: ' || e.kind) FROM of_each AS e;
SELECT test.is((SELECT array_agg(k.stored ORDER BY k.stored) FROM directory.channel_kinds() AS k), '{chat,sms,voice}', 'what a channel may be made of stands in the table');

-- ---- an interaction ----
CREATE TEMP TABLE made AS SELECT e.*, nextval('routing.interaction_id') AS i FROM of_each AS e;
INSERT INTO routing.interaction (tenant, id, channel, conversation, web, state, entered_at, medium)
SELECT 1, m.i, m.channel, m.i, m.kind = 'web_chat', 'waiting', ops.clock(), m.medium FROM made AS m;
SELECT test.is((SELECT (s.state ->> 'medium', s.state ->> 'channel_kind')::text FROM routing.interaction_state(1, m.i) AS s), format('(%s,%s)', m.medium, m.kind), 'an interaction: ' || m.kind) FROM made AS m;
SELECT test.is((SELECT (h.it ->> 'medium', h.it ->> 'channel_kind')::text FROM (SELECT messaging.history_json(1, m.i) AS it) AS h), format('(%s,%s)', m.medium, m.kind), 'a line of a history: ' || m.kind) FROM made AS m;
INSERT INTO routing.interaction (tenant, channel, conversation, state, entered_at) VALUES (1, 42, 1, 'waiting', ops.clock()) RETURNING id AS plain \gset
SELECT test.is((SELECT i.medium FROM routing.interaction AS i WHERE i.id = :plain), 'chat', 'what is not said to be a call is stored as chat');
-- What an earlier release stored.
UPDATE routing.interaction SET medium = 'sms' WHERE id = :plain;
SELECT test.is((SELECT (s.state ->> 'medium', s.state ->> 'channel_kind')::text FROM routing.interaction_state(1, :plain) AS s), '(chat,web_chat)', 'a web chat of an earlier release');
SELECT test.is((SELECT messaging.history_json(1, :plain) ->> 'medium'), 'chat', 'in a history, too');
SELECT test.fails(format('UPDATE routing.interaction SET medium = ''fax'' WHERE id = %s', :plain), '23514', 'no other medium');

-- ---- an offer ----
INSERT INTO routing.offer (tenant, interaction, interaction_version, agent, queue, kind, state, made_at, deadline, load) SELECT 1, m.i, 1, test.who('ann'), 1, 'queue', 'made', ops.clock(), ops.clock() + interval '1 minute', 100 FROM made AS m;
SELECT test.is((SELECT (s.state ->> 'medium', s.state ->> 'channel_kind')::text FROM routing.offer AS o CROSS JOIN LATERAL routing.offer_state(1, o.id) AS s WHERE o.interaction = m.i),
	format('(%s,%s)', m.medium, m.kind), 'an offer: ' || m.kind) FROM made AS m;
