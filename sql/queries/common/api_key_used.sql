-- api_key_used: an API key is in use; noted once a minute at most.
-- Keys: api_key.
SELECT directory.api_key_used(tenant => $1, id => $2) AS noted
