# What the commands of this project share. To be sourced, from the root of the project.
# shellcheck shell=bash

say() { printf '%s\n' "$*" >&2; }

# Makes sure that a command exists: need COMMAND DEBIAN-PACKAGE. Installs it on Debian and Ubuntu as root.
need() {
    command -v "$1" >/dev/null && return
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        say "Installing $2 …"
        { apt-get update -qq && apt-get install -y -qq --no-install-recommends "$2"; } >/dev/null 2>&1 || true
    fi
    command -v "$1" >/dev/null && return
    say "This needs the command '$1' (Debian: $2). Install it, then try again."
    exit 1
}

need_build_tools() {
    need javac openjdk-17-jdk-headless
    need mvn maven
    need git git
}

# Names in git are UTF-8; a Java process writes them only where the locale is.
use_utf8() {
    case "${LC_ALL:-${LC_CTYPE:-${LANG:-}}}" in
        *[Uu][Tt][Ff]*8*) ;;
        *) export LC_ALL=C.UTF-8 ;;
    esac
}

# Runs a command whose output matters only if it fails, and shows that time passes: quietly TITLE COMMAND…
quietly() {
    local title=$1 log status=0 pid start=$SECONDS
    shift
    log=$(mktemp)
    "$@" >"$log" 2>&1 &
    pid=$!
    while kill -0 "$pid" 2>/dev/null; do
        if [ -t 2 ]; then
            printf '\r%s … %d s' "$title" $((SECONDS - start)) >&2
            sleep 0.5
        else
            [ $(((SECONDS - start) % 10)) = 0 ] && say "$title … $((SECONDS - start)) s"
            sleep 1
        fi
    done
    wait "$pid" || status=$?
    [ -t 2 ] && printf '\r%s … done in %d s\n' "$title" $((SECONDS - start)) >&2
    [ "$status" = 0 ] || cat "$log" >&2
    rm -f "$log"
    return "$status"
}

# Builds one module with what it needs, without tests, unless nothing changed since: build MODULE
build() {
    local stamp="$1/target/built"
    if [ -e "$stamp" ] && [ -z "$(find . -newer "$stamp" \( -name '*.java' -o -name pom.xml \) -not -path '*/target/*' -print -quit)" ]; then
        return
    fi
    quietly "Building (the first time Maven fetches what it needs)" \
        mvn -B -ntp -q -pl "$1" -am package -DskipTests -Dspotless.check.skip -Dmaven.javadoc.skip -Dmaven.source.skip
    touch "$stamp"
}
