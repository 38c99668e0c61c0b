-- hook_key_seal: one of them, sealed.
SELECT sms.hook_key_seal(kind => $1, tenant => $2, id => $3, hash => $4, sealed => $5, place => $6) AS done
