#!/bin/sh
# Before nginx, and only before nginx: the scripts of /docker-entrypoint.d, in the order of their names.
set -eu
if [ "${1:-}" = nginx ]; then
    for script in /docker-entrypoint.d/*.sh; do
        [ -x "$script" ] || continue
        echo "$0: running $script" >&2
        "$script"
    done
fi
exec "$@"
