-- matrix: what each internal conversation allows.
-- flags: read
SELECT messaging.matrix_json()
