-- run_begin: a run of this daemon begins; all that it tells of calls carries its epoch.
-- flags: alone
SELECT voice.live_begin(boot => $1, can => '{transfer}')
