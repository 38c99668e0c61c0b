-- number_key_keep: asked on each connection (smsgw/number_key.h): how many of $1, check values of a chain of keys from the shortest on, are those of the keys that numbers are hashed with?
SELECT ops.number_key_keep_2(checks => $1::text[]) AS kept
