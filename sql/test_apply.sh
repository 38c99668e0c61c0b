#!/bin/sh
# What apply refuses and repeats. Works on a copy of this folder.
here=$(cd "$(dirname "$0")" && pwd)
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
mkdir "$copy/sql"
cp -R "$here/apply" "$here/migrations" "$here/functions" "$copy/sql/"

to="$TEST_SERVER dbname=applied"
sql() {
	psql -X -q -A -t -v ON_ERROR_STOP=1 -d "$1" -c "$2"
}
ok() {
	sentence=$1
	shift
	if "$@" >"$copy/out" 2>"$copy/err"; then echo "ok $sentence"; else echo "FAILED $sentence: $(cat "$copy/err")"; fi
}
refused() {
	sentence=$1
	wanted=$2
	shift 2
	if "$@" >"$copy/out" 2>"$copy/err"; then
		echo "FAILED $sentence: it was done"
	elif [ "$(wc -l <"$copy/err")" = 1 ] && grep -q "$wanted" "$copy/err"; then
		echo "ok $sentence"
	else
		echo "FAILED $sentence: $(cat "$copy/err")"
	fi
}
is() {
	if [ "$2" = "$3" ]; then echo "ok $1"; else echo "FAILED $1: got '$2', wanted '$3'"; fi
}
# Waits for a condition, at most 20 s.
await() {
	tries=400
	until "$@"; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || { echo "FAILED 20 s were not enough for: $*"; exit 1; }
		sleep 0.05
	done
}
apply=$copy/sql/apply

refused 'without a database it says how it is used' usage "$apply"
refused 'a database that is not there is one clear line' 'does not exist' "$apply" "$TEST_SERVER dbname=nowhere"
sql "$TEST_SERVER dbname=postgres" 'CREATE DATABASE applied'
ok 'an empty database is brought up to date' "$apply" "$to"
ok 'again is no error' "$apply" "$to"
is 'and does nothing' "$(cat "$copy/out")" ''
is 'each migration is recorded with its kind' "$(sql "$to" "SELECT count(*) FROM ops.migration WHERE kind IN ('expand', 'contract') AND length(checksum) = 64")" \
	"$(ls "$copy"/sql/migrations/[0-9]*.sql | wc -l)"
is 'months are made' "$(sql "$to" "SELECT count(*) FROM pg_inherits WHERE inhparent = 'ops.event'::regclass")" 6
refused 'a database made without a test clock is not turned' 'made without --test-clock' "$apply" "$to" --test-clock
is 'its clock is the ordinary one' "$(sql "$to" "SELECT prosrc LIKE '%ahead%' FROM pg_proc WHERE oid = 'ops.clock()'::regprocedure")" f

# Functions.
sed -i 's/^-- rfc3339: .*/-- rfc3339: changed/' "$copy/sql/functions/ops/rfc3339.sql"
ok 'a changed function is applied' "$apply" "$to"
is 'it alone, and the grants of its schema' "$(cat "$copy/out")" '2 function files applied'
sql "$to" 'REVOKE EXECUTE ON FUNCTION ops.emit FROM own_routing'
echo '-- changed' >>"$copy/sql/functions/ops/mark.sql"
ok 'a schema''s grants come again with its functions' "$apply" "$to"
is 'so that they are as written' "$(sql "$to" "SELECT has_function_privilege('own_routing', 'ops.emit(bigint,integer,bigint,bigint)', 'EXECUTE')")" t
echo 'SELECT 1/0;' >"$copy/sql/functions/ops/broken.sql"
refused 'a broken function is one clear line that names its file' 'functions/ops/broken.sql:1.*division by zero' "$apply" "$to"
rm "$copy/sql/functions/ops/broken.sql"

# Migrations.
new=$copy/sql/migrations/9001_expand_try.sql
printf 'SET LOCAL ROLE own_ops;\nCREATE TABLE ops.try (n int);\nSELECT 1/0;\n' >"$new"
refused 'a migration that fails is one clear line' '9001_expand_try.*division by zero' "$apply" "$to"
is 'and leaves nothing behind' "$(sql "$to" "SELECT to_regclass('ops.try') IS NULL")" t
printf 'SET LOCAL ROLE own_ops;\nCREATE TABLE ops.try (n int);\n' >"$new"
ok 'mended, it is applied' "$apply" "$to"
is 'and its table belongs to its owner' "$(sql "$to" "SELECT tableowner FROM pg_tables WHERE tablename = 'try'")" own_ops
echo '-- a word more' >>"$new"
refused 'a migration that was changed later is refused' '9001_expand_try was changed after it was applied' "$apply" "$to"
printf 'SET LOCAL ROLE own_ops;\nCREATE TABLE ops.try (n int);\n' >"$new"
echo 'SELECT 1;' >"$copy/sql/migrations/9002_other.sql"
refused 'a name that tells no kind is refused' 'NNNN_expand_<what>' "$apply" "$to"
rm "$copy/sql/migrations/9002_other.sql"

# Contract: not while an older daemon runs.
new=$copy/sql/migrations/9003_contract_try.sql
printf -- '-- contract: since 0.10.0\nSET LOCAL ROLE own_ops;\nDROP TABLE ops.try;\n' >"$new"
sql "$to" "SELECT ops.instance_register(1, 'chatd-1', '', '', '0.9.2')" >"$copy/out"
refused 'a contract migration waits for the older daemons to go' 'stop the older daemons first: chatd-1 0.9.2' "$apply" "$to"
sql "$to" "SELECT ops.instance_register(1, 'chatd-1', '', '', '0.10.0')" >"$copy/out"
ok 'and runs when all are new enough' "$apply" "$to"

# A lock that others hold: tried again until it is free.
new=$copy/sql/migrations/9004_expand_try.sql
printf 'SET LOCAL ROLE own_ops;\nALTER TABLE ops.setting ADD COLUMN note text;\n' >"$new"
mkfifo "$copy/in"
psql -X -q -A -t -d "$to" <"$copy/in" >"$copy/holder" 2>&1 &
holder=$!
exec 3>"$copy/in"
echo "BEGIN; LOCK TABLE ops.setting IN ACCESS SHARE MODE; SELECT 'held';" >&3
await grep -q held "$copy/holder"
"$apply" "$to" >"$copy/late" 2>&1 &
late=$!
somebody_waits() {
	[ "$(sql "$to" 'SELECT count(*) FROM pg_locks WHERE NOT granted')" -gt 0 ]
}
await somebody_waits
is 'a migration that waits for a lock stops nobody for long' "$(sql "$to" "SELECT count(*) FROM ops.setting")" 1
echo 'COMMIT;' >&3
exec 3>&-
wait $holder
if wait $late; then echo 'ok it goes on when the lock is free'; else echo "FAILED it goes on when the lock is free: $(cat "$copy/late")"; fi

# Between migrations and functions the release before goes on, for minutes or, where a later step fails, for days. 0425: it writes hooks' keys as they are.
apart=$copy/apart
mkdir "$apart"
cp -R "$here/apply" "$here/migrations" "$here/functions" "$apart/"
upgraded="$TEST_SERVER dbname=upgraded"
sql "$TEST_SERVER dbname=postgres" 'CREATE DATABASE upgraded'
stopped_after() {
	echo 'SELECT 1/0;' >"$apart/migrations/$1_expand_zz.sql"
	refused "an upgrade stops after $1" "$1_expand_zz.*division by zero" "$apart/apply" "$upgraded"
	rm "$apart/migrations/$1_expand_zz.sql"
}
# As presenced and smsgw of the release before: what they wrote, and by what they looked calls up.
hook_made() {
	sql "$upgraded" "INSERT INTO directory.channel (tenant, id, medium, name, hook_key) VALUES (1, $1, 'sms', 'Line $1', '$2')" 2>&1
	sql "$upgraded" "INSERT INTO sms.fax_number (tenant, id, number, account_id, user_id) VALUES (1, $1, '+469012345$1', 1, 1)" 2>&1
}
hook_known() {
	sql "$upgraded" "SELECT string_agg(c.hook_key || CASE WHEN c.hook_key_hash = sha256(c.hook_key::bytea) THEN '' ELSE ' by another hash' END, ', ' ORDER BY c.id)
		FROM directory.channel AS c WHERE c.tenant = 1"
}
faxes_known() {
	sql "$upgraded" "SELECT count(*) FROM sms.fax_number AS n WHERE n.hook_key_hash = sha256(n.hook_key::bytea)"
}
body_of_take() {
	sql "$upgraded" "SELECT md5(prosrc) FROM pg_proc WHERE oid = 'ops.hook_key_take()'::regprocedure"
}
stopped_after 0424
is 'an organisation of before' "$(sql "$upgraded" "INSERT INTO directory.tenant (id, name) VALUES (1, 'One');
	INSERT INTO directory.app_user (tenant, id, username, name, password_hash, role) VALUES (1, 1, 'ann', 'Ann', 'x', 'agent');
	INSERT INTO sms.account (tenant, id, carrier, name) VALUES (1, 1, 'fax_sandbox', 'Fax')" 2>&1)" ''
is 'a channel and a fax number of the release before' "$(hook_made 1 of-the-release-before)" ''
stopped_after 0425
taken=$(body_of_take)
is 'their keys have hashes' "$(hook_known) $(faxes_known)" 'of-the-release-before 1'
is 'it makes others' "$(hook_made 2 made-between-the-two)" ''
is 'and rotates' "$(sql "$upgraded" "UPDATE directory.channel SET hook_key = 'rotated-between-the-two', version = version + 1 WHERE tenant = 1 AND id = 1" 2>&1)" ''
is 'each key is known by its own hash' "$(hook_known) $(faxes_known)" 'rotated-between-the-two, made-between-the-two 2'
sql "$upgraded" "UPDATE directory.channel SET secret = '\\xaa', box = 1 WHERE tenant = 1 AND id = 2"
is 'and one that is sealed stands nowhere besides' "$(hook_known)" 'rotated-between-the-two'
ok 'the rest follows' "$apart/apply" "$upgraded"
is 'and keys are as they were' "$(hook_known) $(faxes_known)" 'rotated-between-the-two 2'
is 'by one body of the trigger, in the migration and in the functions' "$(body_of_take)" "$taken"

# Without a superuser.
sql "$TEST_SERVER dbname=postgres" 'CREATE ROLE test_admin LOGIN CREATEROLE'
sql "$TEST_SERVER dbname=postgres" 'CREATE DATABASE administered OWNER test_admin'
ok 'the owner of a database with CREATEROLE is enough' "$apply" "$TEST_SERVER dbname=administered user=test_admin"

# Two at once.
sql "$TEST_SERVER dbname=postgres" 'CREATE DATABASE twice'
"$apply" "$TEST_SERVER dbname=twice" >"$copy/one" 2>&1 &
one=$!
"$apply" "$TEST_SERVER dbname=twice" >"$copy/two" 2>&1 &
two=$!
if wait $one && wait $two; then echo 'ok two that migrate at once both end well'; else echo "FAILED two that migrate at once: $(tail -qn 1 "$copy/one" "$copy/two" | tr "\n" " ")"; fi
