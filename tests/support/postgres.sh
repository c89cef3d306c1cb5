# A PostgreSQL server of our own in a temporary folder, on a unix socket only. Sourced by bash.

postgres_bin=/usr/lib/postgresql/15/bin
postgres_dir=''

postgres_as() { # COMMAND…: as the user that PostgreSQL accepts (never root)
    if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

# postgres_start: sets TRUC_TEST_POSTGRES to the address of an empty database.
postgres_start() {
    [ -x "$postgres_bin/initdb" ] || { echo "PostgreSQL 15 is not installed." >&2; return 1; }
    postgres_dir=$(mktemp -d /tmp/truc-pg.XXXXXX) || return 1
    chmod 755 "$postgres_dir" # the product runs as a user of its own
    [ "$(id -u)" != 0 ] || chown postgres: "$postgres_dir"
    (
        cd "$postgres_dir" || exit 1
        postgres_as "$postgres_bin/initdb" -D "$postgres_dir/data" -U postgres -A trust -E UTF8 \
            --locale=C.UTF-8 --no-sync &&
            postgres_as "$postgres_bin/pg_ctl" -D "$postgres_dir/data" -l "$postgres_dir/log" -w \
                -o "-k $postgres_dir -c listen_addresses= -c max_connections=300 \
                    -c fsync=${POSTGRES_FSYNC:-off}" start &&
            postgres_as "$postgres_bin/createdb" -h "$postgres_dir" -U postgres truc
    ) >"$postgres_dir/start.log" 2>&1 || { tail -n 20 "$postgres_dir"/*log >&2; return 1; }
    export TRUC_TEST_POSTGRES="postgresql:///truc?host=$postgres_dir&user=postgres"
}

# postgres_database NAME: makes one more empty database and prints its address.
postgres_database() {
    (cd / && postgres_as "$postgres_bin/createdb" -h "$postgres_dir" -U postgres "$1") &&
        echo "postgresql:///$1?host=$postgres_dir&user=postgres"
}

postgres_stop() {
    [ -n "$postgres_dir" ] || return 0
    (cd / && postgres_as "$postgres_bin/pg_ctl" -D "$postgres_dir/data" -m immediate -w stop) \
        >/dev/null 2>&1
    rm -rf "$postgres_dir"
    postgres_dir=''
}
