-- expand: at which site an agent said they are (EM-11): who is moved to another site afterwards has confirmed nothing there.
SET LOCAL ROLE own_presence;
ALTER TABLE presence.location ADD COLUMN site bigint; -- with place null: the site that was confirmed; null: none was
UPDATE presence.location AS l SET site = u.site_id FROM directory.app_user AS u
WHERE u.tenant = l.tenant AND u.id = l.user_id AND l.confirmed AND l.place IS NULL;
