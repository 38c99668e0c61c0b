#!/bin/sh
# Every statement under queries/ is prepared as its daemon would, by that daemon's role, so that
# a missing function, column or privilege is seen here and not at a start.
here=$(cd "$(dirname "$0")" && pwd)

# Prints a psql script that reports "ok" or "FAILED" for each statement file. Arguments: the role, the files. EXPLAIN of the generic
# plan also checks the privileges to execute and to read.
script() {
	printf '\\o /dev/null\nSET plan_cache_mode = force_generic_plan;\nSET ROLE %s;\n' "$1"
	shift
	awk '
		# Checks that a plan exists: an open parenthesis raises no error, psql only waits for more input.
		function finish(i, nulls) {
			for (i = 1; i <= params; i++)
				nulls = nulls (i > 1 ? ", " : "(") "NULL"
			print "\n;\n\\set failed :ERROR\n\\if :failed\n\\else\nEXPLAIN EXECUTE \"" name "\"" nulls (params > 0 ? ")" : "") ";\n\\set failed :ERROR\n\\endif"
			print "SELECT true AS planned FROM pg_prepared_statements WHERE name = '\''" name "'\'' AND generic_plans > 0 AND NOT :failed \\gset"
			print "\\if :{?planned}\n\\echo '\''ok " sentence "'\''\n\\else\n\\echo '\''FAILED " sentence ":'\'' :LAST_ERROR_MESSAGE\n\\endif"
			print "\\unset planned"
			params = 0
		}
		FNR == 1 {
			if (name != "")
				finish()
			count = split(FILENAME, part, "/")
			name = substr(part[count], 1, length(part[count]) - 4)
			sentence = part[count - 1] "/" name " can be prepared and planned by its role"
			print "PREPARE \"" name "\" AS"
		}
		/^--/ { next }
		{
			print
			for (rest = $0; match(rest, /\$[0-9]+/); rest = substr(rest, RSTART + RLENGTH))
				if (substr(rest, RSTART + 1, RLENGTH - 1) + 0 > params)
					params = substr(rest, RSTART + 1, RLENGTH - 1) + 0
		}
		END { finish(); print "\\echo end" }' "$@"
}

for daemon in common presenced routerd smsgw chatd hookd voiced; do
	role=tl_$daemon
	[ "$daemon" != common ] || role=tl_routerd
	set -- "$here/queries/$daemon"/*.sql
	script "$role" "$@" | psql -X -q -A -t -d "$TEST_SERVER dbname=made" -f - 2>/dev/null | awk -v daemon="$daemon" -v wanted=$# '
		/^(ok|FAILED) / { seen++; print }
		{ last = $0 }
		END { if (seen != wanted || last != "end") print "FAILED " daemon ": " seen + 0 " of " wanted " statements were judged" }'
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
