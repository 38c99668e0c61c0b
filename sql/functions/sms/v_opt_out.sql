-- v_opt_out: which numbers (hashed) have stopped texts from which channel.
CREATE OR REPLACE VIEW sms.v_opt_out AS
SELECT o.tenant, o.channel, o.number_hash, o.state, o.since FROM sms.opt_out AS o;
