-- v_channel: which channels can send, and by which sender group.
CREATE OR REPLACE VIEW sms.v_channel AS
SELECT c.tenant, c.channel, c.number, c.group_id, c.account, c.id, c.second_account FROM sms.channel_carrier AS c;
