-- extension_free: the lowest extension of a site's range that nobody has.
-- flags: read
SELECT directory.extension_free(tenant => $1, site => $2, side => $3) AS suggested
