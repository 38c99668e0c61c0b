-- opt_outs: the state of a number, by its hash, on each channel.
-- flags: read
SELECT body FROM sms.opt_outs(tenant => $1, number_hashes => ARRAY[$2::bytea])
