-- others: other voiced of this database that live, for the one whose run is $1.
-- flags: read
SELECT o.name FROM voice.others_alive(boot => $1) AS o
