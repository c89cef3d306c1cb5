# Shared by ./run and ./check: what is installed, how a long step is shown, how the tree is built.
# Sourced by bash with `set -u`; the working directory is the top of the tree.

# Debian's own programs before whatever else this person has: the versions we are built for.
export PATH="/usr/sbin:/usr/bin:/sbin:/bin:$PATH" LC_ALL=C.UTF-8
ninja_jobs=$(nproc)
log_dir=$(mktemp -d "${TMPDIR:-/tmp}/truc-log.XXXXXX")
spawned=''
trap 'kill_spawned; rm -rf "$log_dir"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

say() { printf '%s\n' "$*"; }
fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

# spawn COMMAND…: starts it in a process group of its own; its pid is in `spawned`.
spawn() {
    set -m
    "$@" </dev/null &
    spawned=$!
    set +m
}
kill_spawned() { [ -z "$spawned" ] || kill -TERM -- "-$spawned" 2>/dev/null; }

# step LABEL COMMAND…: runs the command quietly; says that it runs when it takes more than 2 s, and
# shows the end of its output when it fails.
step() {
    local label=$1 log=$log_dir/step.log started=$SECONDS elapsed said=-15 status
    shift
    spawn "$@" >"$log" 2>&1
    while kill -0 "$spawned" 2>/dev/null; do
        sleep 0.1
        elapsed=$((SECONDS - started))
        [ "$elapsed" -ge 2 ] || continue
        if [ -t 1 ]; then
            printf '\r\033[K%s … %d s  %.60s' "$label" "$elapsed" "$(tail -n 1 "$log")"
        elif [ $((elapsed - said)) -ge 15 ]; then
            said=$elapsed
            say "$label … $elapsed s"
        fi
    done
    [ ! -t 1 ] || printf '\r\033[K'
    wait "$spawned"
    status=$?
    spawned=''
    if [ "$status" != 0 ]; then
        tail -n 60 "$log" >&2
        say "$label: failed after $((SECONDS - started)) s." >&2
        return 1
    fi
    [ $((SECONDS - started)) -lt 2 ] || say "$label: $((SECONDS - started)) s."
}

# others_may_enter FOLDER: every folder on the way lets any user pass.
others_may_enter() {
    local folder=$1
    while [ "$folder" != / ]; do
        [ $((0$(stat -c %a "$folder") & 1)) = 1 ] || return 1
        folder=$(dirname "$folder")
    done
}

# as_root COMMAND…: runs it with the rights that installing needs.
as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# packages_missing GROUP…: the names in etc/packages.txt that this machine lacks.
packages_missing() {
    local group name rest known
    known=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' | sed -n 's/^installed //p')
    while read -r group name rest; do
        case " $* " in *" $group "*) ;; *) continue ;; esac
        case $name in
            *:*) command -v "${name#*:}" >/dev/null || say "${name%%:*}" ;;
            *) grep -qxF "$name" <<<"$known" || say "$name" ;;
        esac
    done <etc/packages.txt
}

# install_debian GROUP…: installs what is missing, or prints the line that would and stops.
install_debian() {
    local missing
    missing=$(packages_missing "$@" | tr '\n' ' ')
    missing=${missing% }
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then
        say "Some Debian packages are missing. Please run this line as root, then start again:" >&2
        say "  apt-get update && apt-get install -y --no-install-recommends $missing" >&2
        return 1
    fi
    [ "$(id -u)" = 0 ] || sudo -v || return 1
    step "Reading the package lists" as_root apt-get -o DPkg::Lock::Timeout=300 update || return 1
    # shellcheck disable=SC2086 # a list of names
    step "Installing $(wc -w <<<"$missing") Debian packages" \
        as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 \
        install -y --no-install-recommends $missing
}

# install_npm all|shipped: brings node_modules to what package-lock.json says. Scripts of packages
# are never run.
install_npm() {
    local stamp=node_modules/.installed-all omit=()
    cmp -s package-lock.json "$stamp" && return 0
    if [ "$1" = shipped ]; then
        stamp=node_modules/.installed-shipped
        omit=(--omit=dev)
        cmp -s package-lock.json "$stamp" && return 0
    fi
    step "Installing the npm packages of package-lock.json" \
        npm ci --ignore-scripts --no-audit --no-fund "${omit[@]}" || return 1
    cp package-lock.json "$stamp"
}

# build_tree FOLDER [MESON OPTION…]: configures once, then builds what changed; one at a time.
build_tree() {
    local folder=$1
    shift
    if [ ! -f "$folder/build.ninja" ]; then
        step "Configuring $folder" meson setup "$@" "$folder" || return 1
    fi
    step "Compiling into $folder" flock "$folder" ninja -k 0 -C "$folder" -j "$ninja_jobs" ||
        return 1
}
