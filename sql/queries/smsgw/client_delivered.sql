-- client_delivered: the client has answered a delivery, or did not.
-- Keys: smpp_client.
SELECT sms.client_delivered(tenant => $1, client => $2, id => $3, again_ms => $4) AS known
