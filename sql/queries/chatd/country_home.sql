-- country_home: in which country a tenant's people write numbers.
-- flags: read
SELECT sms.country_home(tenant => $1) AS country
