-- work_devices: the devices on which a Work user is there now.
-- flags: read
SELECT presence.work_devices(tenant => $1, user_id => $2, own => $3) AS devices
