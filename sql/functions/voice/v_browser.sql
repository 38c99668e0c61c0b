-- v_browser: the pages that are phones now: their process still runs, their login and licence hold.
CREATE OR REPLACE VIEW voice.v_browser AS
SELECT b.tenant, b.id, b.owner, b.side, b.session, b.name, b.contact, b.source, b.agent, b.instance, b.at, b.renewed_at, b.expires_at
FROM voice.browser AS b
JOIN directory.v_user AS u ON u.tenant = b.tenant AND u.id = b.owner AND NOT u.disabled
JOIN presence.v_session AS s ON s.tenant = b.tenant AND s.id = b.session AND s.revoked_at IS NULL AND s.expires_at > ops.clock()
WHERE b.expires_at > ops.clock() AND CASE b.side WHEN 'work' THEN u.has_work ELSE u.has_seat END
	AND EXISTS (SELECT FROM ops.instance_list() AS i WHERE i.boot = b.boot);
