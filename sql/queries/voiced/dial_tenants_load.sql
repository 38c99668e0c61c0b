-- dial_tenants_load: emergency numbers that organisations have besides those of their countries.
-- flags: read
SELECT t.tenant, t.emergency_numbers FROM voice.dial_tenants() AS t
