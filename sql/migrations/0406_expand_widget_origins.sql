-- expand: origins that name the default port of their scheme, as no browser does (directory.origin_of): their pages were refused.
SET LOCAL ROLE own_presence;
UPDATE directory.widget AS w SET origins = (SELECT array_agg(regexp_replace(o.origin, '^(http:.*):80$|^(https:.*):443$', '\1\2') ORDER BY o.n)
	FROM unnest(w.origins) WITH ORDINALITY AS o (origin, n))
WHERE EXISTS (SELECT FROM unnest(w.origins) AS o (origin) WHERE o.origin ~ '^(http:.*:80|https:.*:443)$');
