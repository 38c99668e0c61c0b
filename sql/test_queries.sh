#!/bin/sh
# Every statement under queries/ is prepared as its daemon would, by that daemon's role, so that
# a missing function, column or privilege is seen here and not at a start.
here=$(cd "$(dirname "$0")" && pwd)
for daemon in common presenced routerd smsgw chatd hookd voiced; do
	role=tl_$daemon
	[ "$daemon" != common ] || role=tl_routerd
	for file in "$here/queries/$daemon"/*.sql; do
		[ -f "$file" ] || continue
		name=$(basename "$file" .sql)
		# EXPLAIN of the generic plan also checks the right to execute and to read.
		params=$(grep -o '\$[0-9]*' "$file" | tr -d '$' | sort -n | tail -n 1)
		nulls=$(seq -s , "${params:-0}" | sed 's/[0-9][0-9]*/NULL/g')
		[ -n "$params" ] && nulls="($nulls)" || nulls=
		if out=$( { echo "SET plan_cache_mode = force_generic_plan; SET ROLE $role; PREPARE statement AS"
			sed '/^--/d' "$file"
			echo "; EXPLAIN EXECUTE statement$nulls;"; } |
			psql -X -q -A -t -v ON_ERROR_STOP=1 -d "$TEST_SERVER dbname=made" -f - 2>&1); then
			echo "ok $daemon/$name can be prepared and planned by its role"
		else
			echo "FAILED $daemon/$name can be prepared and planned by its role: $(echo "$out" | grep -m1 ERROR)"
		fi
	done
done

# One function reads the rows of all three.
columns() {
	{ sed '/^--/d' "$here/queries/routerd/$1.sql" | sed 's/\$[0-9]*/NULL/g'; echo '\gdesc'; } |
		psql -X -q -A -t -v ON_ERROR_STOP=1 -d "$TEST_SERVER dbname=made" -f - 2>&1 | cut -d'|' -f1
}
expected=$(columns interaction_load)
for name in arrived_load interactions_load; do
	if [ -n "$expected" ] && [ "$(columns $name)" = "$expected" ]; then
		echo "ok routerd/$name has the columns of interaction_load"
	else
		echo "FAILED routerd/$name has the columns of interaction_load: $(columns $name | tr '\n' ' ')"
	fi
done
