-- session_proof: null: the session's user proved within five minutes who they are; else what proves it.
-- flags: read
SELECT presence.session_proof(tenant => $1, session => $2) AS needed
