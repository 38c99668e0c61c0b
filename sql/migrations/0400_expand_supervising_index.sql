-- expand: each emergency call looks up supervisors and administrators with a seat, and each row of their list: presence.emergency_viewers. Of 5,000
-- users 100 do; without this all are read.
SET LOCAL ROLE own_presence;
CREATE INDEX app_user_supervising ON directory.app_user (tenant) WHERE role IN ('supervisor', 'administrator') AND has_seat;
