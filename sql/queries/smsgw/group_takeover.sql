-- group_takeover: what a former holder left in sending becomes unknown; until both are 0. No
-- row: the group is another's. Takes the messages' keys itself.
SELECT changed, left_ FROM sms.group_takeover(tenant => $1, group_id => $2, epoch => $3)
