-- v_device: phones of users who are there. `allowed`: their user has what the phone's side needs and is not disabled; of who has
-- not, the registrar takes nothing.
CREATE OR REPLACE VIEW voice.v_device AS
SELECT d.tenant, d.id, d.owner, d.side, d.label, d.username, d.algorithm, d.secret, d.made_at, d.rotated_at, d.version,
	NOT u.disabled AND CASE d.side WHEN 'work' THEN u.has_work ELSE u.has_seat END AS allowed
FROM voice.device AS d
JOIN directory.v_user AS u ON u.tenant = d.tenant AND u.id = d.owner;
