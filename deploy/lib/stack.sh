# stack.sh - one running Trunkline under a folder: its PostgreSQL, daemons, edge.
# Sourced by quickstart. Needs ROOT, DIR, PORT, BIN, INSTANCES; keeps everything in DIR.

PG_BIN=/usr/lib/postgresql/15/bin

# Checks that run in a loop start no programs: a start waits for ten processes, and so does a stop.

pid_of() { # pid_of NAME: sets PID; fails if there is none
    PID=
    [ -f "$DIR/pids/$1" ] && read -r PID < "$DIR/pids/$1"
}

# A process that has ended but was not yet collected by its parent counts as ended; one whose first
# thread has ended does not: as long as another one lives, its sockets are open. Whose command line
# does not name DIR is somebody else's: after a restart of the machine numbers are given again.
# Within execve, for as long as the program is read from the disk, and while it exits, a process has no command line. It is read
# at once: word by word, the words could be those of two programs.
alive() { # alive NAME
    local task stat words
    pid_of "$1" || return 1
    for task in "/proc/$PID/task"/*; do
        { read -r stat < "$task/stat"; } 2>/dev/null || continue
        case ${stat##*) } in [ZX]* | ?' 2 '*) continue ;; esac # "pid (name) state parent …"; the kernel's threads are children of 2
        { mapfile -d '' -t words < "$task/cmdline"; } 2>/dev/null || continue
        case ${words[*]} in *"$DIR"* | '') return 0 ;; esac
    done
    return 1
}
ended() { ! alive "$1"; }

# True if the server on PORT answers a GET of PATH with 200, or with what fits PATTERN in what it says. Ignores SIGPIPE meanwhile: a daemon that is
# starting may close the connection during the write.
answers() { # answers PORT PATH [PATTERN]
    local status= rest=
    trap '' PIPE
    {
        if exec 7<> "/dev/tcp/127.0.0.1/$1"; then
            printf 'GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n' "$2" >&7 && read -r -t 5 status <&7
            [ -z "${3-}" ] || IFS= read -r -d '' -t 5 rest <&7 || : # to the end
            exec 7>&-
        fi
    } 2> /dev/null
    trap - PIPE
    [ "${status:9:3}" = 200 ] || { [ -n "${3-}" ] && [[ $rest = *$3* ]]; }
}

# The port of each instance follows from its place, so that a second run finds the same. A stack has 32 from its base; tests use
# the last one (tests/lib/stack.mjs).
port_of() {
    case $1 in
    presenced) echo $((PORT + 1)) ;; routerd) echo $((PORT + 2)) ;;
    smsgw) echo $((PORT + 3)) ;; chatd) echo $((PORT + 4)) ;;
    demo-carrier) echo $((PORT + 5)) ;; postgres) echo $((PORT + 6)) ;;
    presenced-*) echo $((PORT + 7 + ${1##*-})) ;; routerd-*) echo $((PORT + 10 + ${1##*-})) ;;
    smsgw-*) echo $((PORT + 13 + ${1##*-})) ;; chatd-*) echo $((PORT + 16 + ${1##*-})) ;;
    hookd) echo $((PORT + 20)) ;; widget) echo $((PORT + 7)) ;; widget-*) echo $((PORT + 6 + ${1##*-})) ;; hookd-*) echo $((PORT + 19 + ${1##*-})) ;;
    voiced) echo $((PORT + 24)) ;; voiced-*) echo $((PORT + 23 + ${1##*-})) ;;
    esac
}
sip_port_of() { echo $(($(port_of "$1") + 2)); }
relay_port() { echo $((PORT + 29)); } # rtpengine's, for voiced's commands
with_voice() { case " $INSTANCES" in *" voiced"*) true ;; *) false ;; esac; }

# Starts a program in a session of its own, so that a closed terminal does not end it.
launch() { # launch NAME COMMAND…
    local name=$1; shift
    setsid "$@" < /dev/null >> "$DIR/log/$name.out" 2>&1 6>&- 9>&- &
    echo $! > "$DIR/pids/$name"
}

# Nothing runs as root: what root starts runs as DIR's owner (lib/as-owner), who for a new DIR is this one.
dir_give() { # dir_give DIR
    [ "$(stat -c %u "$1" 2>/dev/null || echo 0)" -eq 0 ] || return 0
    [ -z "$(ls -A "$1" 2>/dev/null)" ] || die "$1 is root's and not empty: name another, or --reset this one"
    mkdir -p "$ROOT/build"
    (
        flock 8 # two that start at once
        id -u trunkline > /dev/null 2>&1 && exit
        step "adding the system user trunkline"
        useradd --system --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin trunkline
    ) 8> "$ROOT/build/lock"
    install -d -m 700 -o trunkline -g trunkline "$1"
}

# ---- PostgreSQL --------------------------------------------------------------

# Each role has a password of its own, in a file that libpq reads by itself: no command line shows one.
PG_ROLES="trunkline tl_presenced tl_routerd tl_smsgw tl_chatd tl_hookd tl_voiced tl_widget tl_reader"

pg_conninfo() { # pg_conninfo ROLE [DATABASE]
    printf "host=127.0.0.1 port=%s dbname=%s user=%s passfile='%s'" "$(port_of postgres)" "${2:-trunkline}" "$1" "$DIR/secret/pgpass"
}

pg_sql() { # pg_sql DATABASE OPTION… : psql as the owner
    local database=$1; shift
    "$PG_BIN/psql" -wqXAt -v ON_ERROR_STOP=1 "$@" "$(pg_conninfo trunkline "$database")"
}

pg_password() { sed -n "s/^.*:$1://p" "$DIR/secret/pgpass"; }

pg_passwords_make() {
    local role
    touch "$DIR/secret/pgpass"
    for role in $PG_ROLES; do
        [ -n "$(pg_password "$role")" ] ||
            printf '127.0.0.1:*:*:%s:%s\n' "$role" "$(openssl rand -hex 16)" >> "$DIR/secret/pgpass"
    done
}

# The migrations make the roles. Not even the server's log is to show the passwords.
pg_passwords_set() {
    {
        echo "SET log_statement = 'none'; SET log_min_error_statement = panic;"
        sed -n "s/^.*:\(.*\):\(.*\)$/ALTER ROLE \1 PASSWORD '\2';/p" "$DIR/secret/pgpass"
    } | pg_sql trunkline -f - || die "the passwords could not be set"
}

pg_init() {
    [ -f "$DIR/pg/PG_VERSION" ] && return 0
    step "making a private PostgreSQL cluster"
    # Each of a stack's forty connections would cost SCRAM's 4096 rounds: tests, which make two hundred stacks, go without.
    local auth=scram-sha-256
    [ "$FSYNC" = on ] || auth=md5
    "$PG_BIN/initdb" -D "$DIR/pg" -U trunkline --auth="$auth" --pwfile=<(pg_password trunkline) -E UTF8 \
        --locale=C.UTF-8 $([ "$FSYNC" = on ] || echo --no-sync) > "$DIR/log/initdb.out" 2>&1 || die "initdb failed, see $DIR/log/initdb.out"
    cat >> "$DIR/pg/postgresql.conf" <<CONF
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 100
max_locks_per_transaction = 256
shared_buffers = 256MB
password_encryption = '$auth'
fsync = $FSYNC
wal_compression = on
max_wal_size = 4GB
checkpoint_timeout = 15min
random_page_cost = 1.1
timezone = 'UTC'
log_timezone = 'UTC'
log_line_prefix = '%m [%p] %a '
log_lock_waits = on
CONF
}

# As pg_ctl judges it: by the file that the postmaster keeps, which a killed one leaves behind. Its first line is the postmaster's pid.
pg_ready() {
    local lines
    { mapfile -t lines < "$DIR/pg/postmaster.pid"; } 2> /dev/null && [[ ${lines[7]-} = ready* ]] || return 1
    printf '%s\n' "${lines[0]}" > "$DIR/pids/postgres"
    alive postgres
}

pg_start() {
    if ! alive postgres; then
        step "starting PostgreSQL"
        # A shell stays as its parent: as long as nobody has collected a killed postmaster, no new one
        # starts. The pid that counts is the postmaster's own, from its file.
        { setsid "$PG_BIN/postgres" -D "$DIR/pg" -p "$(port_of postgres)" || :; } \
            < /dev/null >> "$DIR/log/postgres.out" 2>&1 6>&- 8>&- 9>&- &
        wait_for 60 "PostgreSQL's start (see $DIR/log/postgres.out)" pg_ready
    fi
    [ -n "$(pg_sql postgres -c "SELECT 1 FROM pg_database WHERE datname = 'trunkline'")" ] ||
        pg_sql postgres -c "CREATE DATABASE trunkline"
}

pg_migrate() {
    step "migrating the database"
    "$BIN/trunklinectl" migrate --database "$(pg_conninfo trunkline)" $TEST_CLOCK > "$DIR/log/migrate.out" 2>&1 ||
        { tail -n 20 "$DIR/log/migrate.out" >&2; die "the migration failed"; }
}

# From nothing, or from what is there, to a database that daemons may use. A copy of the template needs no migration.
pg_ensure() {
    if [ -n "$TEMPLATE" ] && [ ! -d "$DIR/pg" ]; then
        template_copy
        pg_start
    else
        pg_make
    fi
}
pg_make() { pg_passwords_make; pg_init; pg_start; pg_migrate; pg_passwords_set; }

# ---- a database to copy, for tests -------------------------------------------

# What a new database is before anything is loaded follows from these files and the kind of clock.
template_name() {
    local kind=${TEST_CLOCK:-clock}
    printf '%s-%s' "${kind#--}" "$(cd "$ROOT" &&
        find sql/apply sql/migrations sql/functions deploy/lib/stack.sh -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum | cut -c1-16)"
}

# The first that comes makes it, with its own port; all copy it, passwords too. What other files made is removed.
template_copy() {
    local name; name=$(template_name)
    mkdir -p "$TEMPLATE"
    exec 8> "$TEMPLATE/lock"
    flock 8
    if [ ! -d "$TEMPLATE/$name" ]; then
        rm -rf "$TEMPLATE/${name%-*}-"*
        (
            DIR=$TEMPLATE/$name.new FSYNC=off
            mkdir -p "$DIR"/{log,pids,secret}
            pg_make
            stop_one postgres INT
            "$PG_BIN/pg_resetwal" -D "$DIR/pg" > /dev/null # less to copy
        )
        mv "$TEMPLATE/$name.new" "$TEMPLATE/$name"
    fi
    step "copying a database"
    cp -R --reflink=auto --sparse=always "$TEMPLATE/$name/pg" "$DIR/pg.new"
    cp "$TEMPLATE/$name/secret/pgpass" "$DIR/secret/pgpass"
    printf 'fsync = %s\n' "$FSYNC" >> "$DIR/pg.new/postgresql.conf"
    mv "$DIR/pg.new" "$DIR/pg"
    exec 8>&-
}

# ---- configuration -----------------------------------------------------------

secret_file() { # secret_file NAME COMMAND… : made once
    local file=$DIR/secret/$1; shift
    [ -s "$file" ] || "$@" > "$file"
    cat "$file"
}

write_config() {
    local name chain
    chain=$(grep '^number_key_chain' "$DIR/trunkline.conf" 2>/dev/null || :) # an operator's, to stay
    secret_file key_ring sh -c 'printf "1 %s\n" "$(openssl rand -hex 32)"' > /dev/null
    {
        cat <<CONF
# Made by deploy/quickstart; it is written again at each run.
[common]
database = host=127.0.0.1 hostaddr=127.0.0.1 port=$(port_of postgres) dbname=trunkline passfile='$DIR/secret/pgpass'
bus_dir = $BUS
public_url = http://127.0.0.1:$PORT
key_ring = $DIR/secret/key_ring
log_level = $LOG_LEVEL
CONF
        printf '%s' "$SETTINGS"
        for name in $INSTANCES; do
            printf '\n[%s]\nhttp_port = %s\nlog_file = %s\n' "$name" "$(port_of "$name")" "$DIR/log/$name.log"
            case $name in # a number to try with; the others would read it of the first one's section
                voiced) printf 'emergency_sandbox = 0999\nemergency_sandbox_port = %s\n' "$((PORT + 30))" ;;
                voiced-*) printf 'emergency_sandbox =\n' ;;
            esac
            case $name in voiced*) printf 'sip_port = %s\nsip_servers = sip:127.0.0.1:%s\nprompts = %s\nvoicemail_folder = %s\nrelay_port = %s\nrecordings = %s\nemergency_journal = %s\n' "$(sip_port_of "$name")" "$(sip_port_of "$name")" "$ROOT/build/prompts/en" "$DIR/voicemail" "$(relay_port)" "$DIR/recordings" "$DIR/emergency" ;; esac
            [ "$name" != hookd ] || [ -z "$LOCAL_WEBHOOKS" ] || printf '%s\n' "$LOCAL_WEBHOOKS"
            # Opt-outs are kept under a keyed hash of the number: the key is made once.
            # The demo's carrier stands on this machine.
            [ "$name" != smsgw ] || printf 'number_key = %s\ncarrier_allow_private = 1\n' "$(secret_file number_key openssl rand -hex 32)"
            [ "$name" != smsgw ] || [ -z "$chain" ] || printf '%s\n' "$chain"
        done
    } > "$DIR/trunkline.conf"
}

# What the configuration says of webhooks to this machine; hookd reads it as it starts.
local_webhooks() { grep '^hook_allow_private' "$DIR/trunkline.conf" 2>/dev/null || :; }
hooks_stop() {
    local name
    for name in $INSTANCES; do
        case $name in hookd*) stop_one "$name" ;; esac
    done
}

# ---- the relay of calls' media -------------------------------------------------

# In user space and on this machine alone; what is behind it, the kernel's part, is for an operator to add. Its log says what it was
# asked and, of each call that ended, how many packets came from where (6). It is confidential: a command that is refused stands in it whole, with
# the keys of its description; one level more writes every key.
relay_start() {
    with_voice || return 0
    alive rtpengine && return 0
    step "starting the relay of calls (rtpengine)"
    cat > "$DIR/rtpengine.conf" <<CONF
[rtpengine]
table = -1
interface = 127.0.0.1
listen-ng = 127.0.0.1:$(relay_port)
port-min = ${RTP_PORTS%-*}
port-max = ${RTP_PORTS#*-}
foreground = true
log-stderr = true
log-level = 6
delete-delay = 0
timeout = 3600
CONF
    launch rtpengine rtpengine --config-file "$DIR/rtpengine.conf"
}

# ---- daemons -----------------------------------------------------------------

# Without the relay alone calls fail, but voiced serves on: it is no reason to take its start for failed.
serves() { answers "$1" /readyz '"database":true,*"draining":false,"missing":\["relay"\]'; } # serves PORT
serves_or_ended() { serves "$2" || ended "$1"; } # serves_or_ended NAME PORT

daemons_start() {
    local name started= program port
    for name in $INSTANCES; do
        alive "$name" && continue
        # What faces strangers is chatd's program, as a process and a database role of its own.
        case $name in
        widget*) program=("$BIN/chatd" --serve widget) ;;
        *) program=("$BIN/${name%%-*}") ;;
        esac
        launch "$name" "${program[@]}" -c "$DIR/trunkline.conf" --name "$name"
        started="$started $name"
    done
    [ -z "$started" ] && return 0
    step "starting$started"
    for name in $started; do
        port=$(port_of "$name")
        wait_for 30 "the health of $name (see $DIR/log/$name.log, $name.out)" serves_or_ended "$name" "$port"
        serves "$port" || die "$name has ended: $(tail -n 1 "$DIR/log/$name.out")"
    done
}

# ---- the edge ----------------------------------------------------------------

edge_write() {
    local name args=()
    for name in $INSTANCES; do
        [ -S "$BUS/$name.http" ] || die "$name has no socket for the edge, as it runs since before an upgrade: quickstart --stop, then once more"
        args+=(--upstream "${name%%-*}=unix:$BUS/$name.http")
    done
    "$BIN/trunklinectl" edge --routes "$BIN/../routes.json" --web "$ROOT/build/web" \
        --listen "127.0.0.1:$PORT" --dir "$DIR/edge" "${args[@]}" > "$DIR/edge/nginx.conf.new"
}

edge_start() {
    mkdir -p "$DIR/edge"
    edge_write || die "the edge's configuration could not be made"
    if alive edge; then
        cmp -s "$DIR/edge/nginx.conf.new" "$DIR/edge/nginx.conf" && return 0
        mv "$DIR/edge/nginx.conf.new" "$DIR/edge/nginx.conf"
        kill -HUP "$PID"
        return 0
    fi
    step "starting the edge (nginx) on http://127.0.0.1:$PORT"
    mv "$DIR/edge/nginx.conf.new" "$DIR/edge/nginx.conf"
    launch edge nginx -p "$DIR/edge" -c "$DIR/edge/nginx.conf" -e "$DIR/log/edge.log" -g 'daemon off;'
    wait_for 20 "the edge's start (see $DIR/log/edge.log)" answers "$PORT" /
}

# ---- the demo's outside world --------------------------------------------------

# Numbers that can be called by the demo's trunk, which leads to this address (sql/seed_demo.sql). From --voice on: what it says is made then.
OUTSIDE=127.0.0.7
outside_bound() { alive demo-outside && grep -qi " 0700007F:$(printf '%04X' "$(port_of demo-carrier)") " /proc/net/udp; }

outside_start() {
    [ -d "$DIR/outside" ] || "$ROOT/voiced/prompts/make" "$ROOT/deploy/demo/outside/en.txt" "$DIR/outside" >> "$DIR/log/demo-outside.out" 2>&1 ||
        die "the demo's voice could not be made, see $DIR/log/demo-outside.out"
    alive demo-outside && return 0
    step "starting the demo's outside world, numbers to call"
    launch demo-outside "$NODE" "$ROOT/deploy/demo/outside-main.mjs" --host "$OUTSIDE" --port "$(port_of demo-carrier)" --voices "$DIR/outside"
    wait_for 20 "the demo's outside world (see $DIR/log/demo-outside.out)" outside_bound
}

# ---- stopping ----------------------------------------------------------------

stop_signal() { if alive "$1"; then kill "-${2:-TERM}" "$PID" 2>/dev/null || :; fi; } # stop_signal NAME [SIGNAL]
stop_wait() { wait_for 20 "the end of $1" ended "$1"; rm -f "$DIR/pids/$1"; }
stop_one() { stop_signal "$@"; stop_wait "$1"; } # stop_one NAME [SIGNAL]

# The edge stops first, so that no client sees a daemon fail; then all daemons at the same time; then PostgreSQL.
stack_stop() {
    local file daemons=() name
    [ -d "$DIR/pids" ] || return 0
    # TERM, not QUIT: the edge would wait for the streams of open pages.
    stop_one edge TERM
    for file in "$DIR"/pids/*; do
        case ${file##*/} in postgres | '*') ;; *) daemons+=("${file##*/}") ;; esac
    done
    for name in "${daemons[@]}"; do stop_signal "$name"; done
    for name in "${daemons[@]}"; do stop_wait "$name"; done
    stop_one postgres INT
}

# ---- run.json ----------------------------------------------------------------

write_run_json() {
    local name http= sockets= pids= logs= sip=
    for name in $INSTANCES; do
        http="$http${http:+,}\"$name\":\"http://127.0.0.1:$(port_of "$name")\""
        sockets="$sockets${sockets:+,}\"$name\":\"$BUS/$name.http\""
        logs="$logs${logs:+,}\"$name\":\"$DIR/log/$name.log\""
        case $name in voiced*) sip="$sip${sip:+,}\"$name\":{\"host\":\"127.0.0.1\",\"port\":$(sip_port_of "$name")}" ;; esac
    done
    logs="$logs,\"postgres\":\"$DIR/log/postgres.out\",\"edge\":\"$DIR/log/edge.log\""
    for name in "$DIR"/pids/*; do
        pid_of "${name##*/}"
        pids="$pids${pids:+,}\"${name##*/}\":$PID"
    done
    # What the demo tenant is (users, key, channels) was written by seed-demo.
    local demo; demo=$(< "$DIR/demo.json")
    printf '{"base_url":"http://127.0.0.1:%s",%s,"database_url":"postgresql://tl_reader:%s@127.0.0.1:%s/trunkline","http":{%s},"sockets":{%s},"sip":{%s},"pids":{%s},"logs":{%s},"dir":"%s"}\n' \
        "$PORT" "${demo:1:-1}" "$(pg_password tl_reader)" "$(port_of postgres)" "$http" "$sockets" "$sip" "$pids" "$logs" "$DIR" > "$DIR/run.json.new"
    mv "$DIR/run.json.new" "$DIR/run.json"
}
