-- seen_release: forgets the ids of inbound texts of which the carrier knows that they were taken, and old ones.
-- Keys: provider, of each id.
SELECT sms.seen_release(account => $1, provider_ids => $2::text[]) AS released
