-- client_hold: this gateway delivers to the client for a while.
-- Keys: smpp_client.
SELECT sms.client_hold(tenant => $1, client => $2, boot => $3, let_go => $4) AS held
