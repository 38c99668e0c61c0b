-- number_judge: whether texts may go to a number in E.164.
-- flags: read
SELECT sms.number_judge(tenant => $1, number => $2, valid => $3) AS body
