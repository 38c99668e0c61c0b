-- country_home: in which country a user writes numbers.
-- flags: read
SELECT directory.country_home(tenant => $1, viewer => $2) AS country
