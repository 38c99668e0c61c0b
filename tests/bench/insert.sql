-- insert.sql - one commit: the measure of PF-4.
INSERT INTO bench_commit (at) VALUES (clock_timestamp());
