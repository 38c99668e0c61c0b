-- number_key_keep: is $1 the check value of the key that numbers were first hashed with?
SELECT ops.number_key_keep(given => $1) AS kept
