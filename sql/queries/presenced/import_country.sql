-- import_country: the country in which national numbers of imported contacts are read.
-- flags: read
SELECT directory.import_country(tenant => $1, viewer => $2) AS country
