-- my_channels: the channels that somebody may begin texts from, by name.
-- flags: read
SELECT item, cursor FROM sms.my_channels(tenant => $1, actor => $2, actor_role => $3, after => $4, limit_ => $5::integer)
