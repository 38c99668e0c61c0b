-- groups_load: all sender groups; rate_milli is a thousandth of a segment a second.
-- flags: read
SELECT tenant, group_id, name, rate_milli FROM sms.groups_load()
