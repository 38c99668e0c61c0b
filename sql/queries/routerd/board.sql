-- board: the queues' figures on a screen; $2: the API key; $3: the version that is known.
-- flags: read
SELECT routing.board(tenant => $1, api_key => $2, known => $3) AS body
