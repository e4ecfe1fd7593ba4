# The engine that scripts/engine starts itself. To be sourced by it.
# shellcheck shell=bash

PATH=$PATH:/usr/sbin:/sbin
home=${CDN_ENGINE_HOME:-${XDG_CACHE_HOME:-$HOME/.cache}/cdn-topology/engine}
own_host=unix://$home/docker.sock
# What tells our processes from those of other engines: their control group, and their namespace in containerd.
own_tag=cdn-topology-$(printf '%s' "$home" | cksum | cut -d ' ' -f 1)

# Runs a function while no other start or stop does: alone FUNCTION
alone() {
    mkdir -p "$home"
    exec 9>"$home/lock"
    flock -n 9 || say "Waiting for another start or stop of the engine …"
    flock -w 600 9 || fail "For ten minutes another start or stop has held $home/lock."
    "$@"
    exec 9>&-
}

# ---- packages

can_install() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }

# Prints the packages that are missing of those given as COMMAND=PACKAGE or FILE=PACKAGE.
missing_packages() {
    local pair
    for pair; do
        command -v "${pair%%=*}" >/dev/null || [ -e "${pair%%=*}" ] || printf '%s ' "${pair#*=}"
    done
}

# Makes sure of commands or files, each given with its Debian package: need_all COMMAND=PACKAGE…
need_all() {
    local missing
    read -ra missing < <(missing_packages "$@") || true
    [ ${#missing[@]} = 0 ] && return
    if can_install; then
        without_services quietly "Installing ${missing[*]}" install_packages "${missing[@]}" || true
        hash -r
    fi
    read -ra missing < <(missing_packages "$@") || true
    [ ${#missing[@]} = 0 ] ||
        fail "This needs ${missing[*]} (Debian's names). Install that, or run this as root on Debian or Ubuntu."
}

install_packages() {
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 "$@"
}

# Runs a command while packages can't start services. The administrator's own policy is put back.
without_services() (
    policy=/usr/sbin/policy-rc.d
    if forbids_services "$policy"; then
        "$@"
        return
    fi
    [ ! -e "$policy" ] || mv "$policy" "$policy.cdn-saved"
    trap 'rm -f "$policy"; [ ! -e "$policy.cdn-saved" ] || mv "$policy.cdn-saved" "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
    "$@"
)

forbids_services() {
    local answer=0
    [ -x "$1" ] || return 1
    "$1" docker start >/dev/null 2>&1 || answer=$?
    [ "$answer" = 101 ]
}

# Debian's docker.io has the command docker up to Debian 12, from then on it is a package of its own.
need_docker() {
    can_install && need_all dockerd=docker.io
    command -v docker >/dev/null || need_all docker=docker-cli
}

# ---- start

start_own() {
    alone start_alone
    answers "$own_host" || fail "The engine has ended right after its start: see $home/docker.log"
}

start_alone() {
    local pid
    need_docker
    answers "$own_host" && return
    if pid=$(own_pid); then
        say "Our engine (process $pid) runs, but does not answer yet"
        await_answer "$pid" && return
        fail "It still does not answer. Its last words are in $home/docker.log; 'scripts/engine stop' ends it."
    fi
    [ "$(id -u)" = 0 ] ||
        fail "No Docker engine answers, and only root can start one." \
            "Start Docker, point DOCKER_HOST to an engine, or run this as root."
    # The kernel cuts the paths of sockets at 107 bytes; the engine's longest is the one of its containerd.
    [ ${#home} -le 60 ] ||
        fail "The path $home is too long for sockets below it. Set CDN_ENGINE_HOME to one of at most 60 bytes."
    need_all dockerd=docker.io iptables=iptables
    refuse_second
    clear_leftovers
    choose_iptables
    launch_any
}

# Two engines in one network namespace share a bridge and firewall rules, and break each other's networks.
refuse_second() {
    local other
    for other in /proc/[0-9]*; do
        case "$(readlink "$other/exe")" in
            */dockerd | */dockerd\ *) ;;
            *) continue ;;
        esac
        [ "$(readlink "$other/ns/net")" = "$(readlink /proc/self/ns/net)" ] || continue
        fail "Another dockerd, process ${other#/proc/}, runs on this machine, and two disturb each other's networks." \
            "Use it by DOCKER_HOST, or stop it: $(tr '\0' ' ' <"$other/cmdline")"
    done
}

# Ours may crash, or the machine: nothing of the time before may pass for something that runs now.
clear_leftovers() {
    kill_rest
    [ ! -e "$home/docker.pid" ] || say "Removing the stale $home/docker.pid"
    rm -f "$home/docker.pid" "$home/docker.sock" "$home/keep"
    local mount
    while read -r mount; do
        umount -l "$mount"
    done < <(cut -d ' ' -f 2 /proc/mounts | grep -F "$home/" | sort -r)
    rm -rf "$home/exec"
    # Control groups without processes, the innermost first; they would stay until the next boot.
    find /sys/fs/cgroup -depth -type d -path "*/$own_tag*" -exec rmdir {} + 2>/dev/null || true
}

# A kernel may have one of the two kinds of iptables only. Chosen for this engine by its PATH, not for the machine.
choose_iptables() {
    local kind
    rm -rf "${home:?}/bin"
    mkdir -p "$home/bin"
    try_iptables iptables && return
    for kind in legacy nft; do
        if try_iptables "iptables-$kind"; then
            say "The iptables of this machine does not work here; taking iptables-$kind"
            ln -s "$(command -v "iptables-$kind")" "$home/bin/iptables"
            ln -s "$(command -v "ip6tables-$kind")" "$home/bin/ip6tables"
            return
        fi
    done
    fail "Neither iptables-nft nor iptables-legacy can make a NAT rule here: $(iptables -t nat -S 2>&1 | tail -n 1)." \
        "The kernel needs nf_tables or ip_tables with NAT, and this process CAP_NET_ADMIN (a container: --privileged)."
}

# Makes the kind of rules that an engine needs in a chain of its own, and removes it.
try_iptables() {
    local chain=CDN-TOPOLOGY-PROBE works=1
    command -v "$1" >/dev/null || return 1
    "$1" -w 10 -t nat -N "$chain" 2>/dev/null || return 1
    if "$1" -w 10 -t nat -A "$chain" -m addrtype --dst-type LOCAL -j RETURN 2>/dev/null &&
        "$1" -w 10 -t nat -A "$chain" -j MASQUERADE 2>/dev/null; then
        works=0
    fi
    "$1" -w 10 -t nat -F "$chain"
    "$1" -w 10 -t nat -X "$chain"
    return "$works"
}

# Tries the storage drivers, the best first. Images belong to a driver, so the one of last time is kept.
launch_any() {
    local driver drivers=(overlay2)
    [ ! -e /dev/fuse ] || ! command -v fuse-overlayfs >/dev/null || drivers+=(fuse-overlayfs)
    drivers+=(vfs)
    [ ! -e "$home/driver" ] || drivers=("$(cat "$home/driver")")
    [ -z "${CDN_ENGINE_STORAGE:-}" ] || drivers=("$CDN_ENGINE_STORAGE")
    for driver in "${drivers[@]}"; do
        if launch "$driver"; then
            [ "$driver" != vfs ] || say "The storage driver is vfs: it copies every layer, which costs time and disk."
            [ -n "${CDN_ENGINE_STORAGE:-}" ] || printf '%s\n' "$driver" >"$home/driver"
            return
        fi
        grep -q 'error initializing graphdriver\|driver not supported\|prerequisites for driver' "$home/docker.log" || break
        say "The storage driver $driver does not work here: $(log_errors)"
    done
    fail "The engine does not start$(hint). From $home/docker.log:"$'\n'"$(grep -v level=info "$home/docker.log" | tail -n 15)"
}

# Starts dockerd and waits until it answers: launch STORAGE-DRIVER
launch() {
    local pid
    printf '{}\n' >"$home/daemon.json"
    PATH=$home/bin:$PATH setsid dockerd --config-file="$home/daemon.json" \
        --data-root="$home/data" --exec-root="$home/exec" --pidfile="$home/docker.pid" --host="$own_host" \
        --storage-driver="$1" --exec-opt=native.cgroupdriver=cgroupfs --cgroup-parent="/$own_tag" \
        --containerd-namespace="$own_tag" --containerd-plugins-namespace="$own_tag-plugins" \
        </dev/null >"$home/docker.log" 2>&1 8>&- 9>&- &
    pid=$!
    quietly "Starting a Docker engine ($1)" await_answer "$pid" && return
    kill -TERM "$pid" 2>/dev/null || true
    await_end "$pid" 10 || kill -KILL "$pid"
    return 1
}

# Waits until our engine answers; fails when its process has ended, or after a minute: await_answer PROCESS
await_answer() {
    local deadline=$((SECONDS + 60))
    until answers "$own_host"; do
        { kill -0 "$1" && [ $SECONDS -lt $deadline ]; } 2>/dev/null || return 1
        sleep 0.2
    done
}

log_errors() {
    sed -n 's/.*level=\(error\|fatal\) msg="\(.*\)".*/\2/p; s/^failed to start daemon: //p' "$home/docker.log" | tail -n 1
}

# What the usual reasons call for.
hint() {
    if grep -qi "cgroup.*\(isn't mounted\|not mounted\|no such file\|not found\)" "$home/docker.log"; then
        printf ', because control groups are not mounted (Debian: package cgroupfs-mount; in a container: --privileged)'
    elif grep -qi 'iptables\|nat chain' "$home/docker.log"; then
        printf ', because of its firewall rules: try the other kind (update-alternatives --config iptables)'
    elif grep -qi 'operation not permitted\|permission denied' "$home/docker.log"; then
        printf ', because rights are missing: a container needs --privileged for an engine in it'
    elif grep -qi 'no space left' "$home/docker.log"; then
        printf ', because the disk is full'
    fi
}

# ---- stop

# Prints the process id of our engine: the one that was told our pid file. The file itself proves nothing, and comes late.
own_pid() {
    local found
    found=$(grep -lzFx --file=- /proc/[0-9]*/cmdline 2>/dev/null <<<"--pidfile=$home/docker.pid" | head -n 1) || true
    [ -n "$found" ] || return 1
    found=${found#/proc/}
    printf '%s\n' "${found%/cmdline}"
}

stop_own() {
    [ -d "$home" ] || return 0
    alone stop_alone
}

stop_alone() {
    local pid
    if pid=$(own_pid); then
        [ "$(id -u)" = 0 ] || fail "Our engine is root's process $pid. Run this as root."
        quietly "Stopping the engine" end "$pid" || true
    else
        say "No engine of ours runs below $home"
    fi
    [ "$(id -u)" != 0 ] || clear_leftovers
}

# Containers go first, with their anonymous volumes: an engine that ends waits for each, and would start some again.
end() {
    local containers
    if mapfile -t containers < <(timeout 10 docker -H "$own_host" ps -aq) && [ ${#containers[@]} -gt 0 ]; then
        timeout 30 docker -H "$own_host" rm -f -v "${containers[@]}" || true
    fi
    kill -TERM "$1"
    await_end "$1" 20 && return
    say "The engine ignores SIGTERM: killing process $1"
    kill -KILL "$1" || true
    await_end "$1" 5
}

# Waits for a process to end: await_end PROCESS SECONDS
await_end() {
    local deadline=$((SECONDS + $2))
    while kill -0 "$1" 2>/dev/null; do
        [ $SECONDS -lt $deadline ] || return 1
        sleep 0.1
    done
}

# Kills what an engine that was killed leaves behind: its containerd, and containers with their shims.
kill_rest() {
    local pid pids round
    for round in 1 2 3; do
        mapfile -t pids < <(rest)
        [ ${#pids[@]} -gt 0 ] || return 0
        [ "$round" -gt 1 ] || say "Killing what the engine has left: ${pids[*]}"
        for pid in "${pids[@]}"; do
            kill -KILL "$pid" 2>/dev/null || true
        done
        sleep 0.2
    done
}

# Prints the processes that are in our control group, or whose arguments name our namespace or our exec root.
rest() {
    local process
    for process in /proc/[0-9]*; do
        if grep -q "/$own_tag/" "$process/cgroup" ||
            tr '\0' '\n' <"$process/cmdline" | grep -q -Fx -e "$own_tag" -e "$home/exec/containerd/containerd.toml"; then
            printf '%s\n' "${process#/proc/}"
        fi
    done 2>/dev/null
}
