-- providers_listed: the identity providers that a login page shows to everybody.
-- flags: read
SELECT presence.providers_listed() AS body
