# The test images: Debian with one server each, built where no registry can be reached. To be sourced by scripts/engine.
# A folder of scripts/images defines one; the key in its label is a hash of that folder and of those it builds on.
# shellcheck shell=bash disable=SC2154

image_label=io.cdntopology.test-image
image_names=(nginx etcd java git registry)
mirror=${CDN_DEBIAN_MIRROR:-http://deb.debian.org/debian}

# Makes sure of images: ensure_images [NAME…]. One with the right key is not touched.
ensure_images() {
    local name missing=()
    [ $# -gt 0 ] || set -- "${image_names[@]}"
    for name; do
        [ -d "$scripts/images/$name" ] || fail "There is no test image '$name'. There are: ${image_names[*]}"
        has_image "$name" || missing+=("$name")
    done
    [ ${#missing[@]} = 0 ] && return
    mkdir -p "$home/images"
    need_all zstd=zstd
    exec 7>"$home/images/lock"
    flock 7
    provide_images "${missing[@]}"
    exec 7>&-
}

# Loads what is in the cache, and builds the rest.
provide_images() {
    local name missing=()
    for name; do
        if [ -e "$(archive "$name")" ]; then
            quietly "Loading the test image $name" load_image "$name"
        else
            missing+=("$name")
        fi
    done
    [ ${#missing[@]} = 0 ] && return
    provide_base
    quietly "Building the test images ${missing[*]}" build_images "${missing[@]}"
}

provide_base() {
    has_image base && return
    if [ -e "$(archive base)" ]; then
        quietly "Loading the test image base" load_image base
        return
    fi
    ! can_install || need_all debootstrap=debootstrap gpgv=gpgv \
        /usr/share/keyrings/debian-archive-keyring.gpg=debian-archive-keyring
    quietly "Building the base of the test images" build_base
}

# ---- names and keys

tag() { printf 'cdn-test/%s:1' "$1"; }

image_key() {
    {
        [ "$1" = base ] || image_key base
        (cd "$scripts/images/$1" && find . -type f | LC_ALL=C sort | while read -r file; do
            [ ! -x "$file" ] || printf 'executable '
            sha256sum "$file"
        done)
    } | sha256sum | cut -c 1-16
}

has_image() {
    local format="{{index .Config.Labels \"$image_label\"}}"
    [ "$(docker image inspect --format "$format" "$(tag "$1")" 2>/dev/null)" = "$(image_key "$1")" ]
}

# Prints the file of an image in the cache.
archive() {
    printf '%s/images/%s-%s-%s.tar.zst' "$home" "$1" "$(docker version --format '{{.Server.Arch}}')" "$(image_key "$1")"
}

# ---- load, build, save

load_image() {
    local old
    old=$(docker image inspect --format '{{.Id}}' "$(tag "$1")" 2>/dev/null || true)
    zstd -dcq "$(archive "$1")" | docker load
    remove_old "$1" "$old"
}

# Images are built at the same time: most of it is waiting for downloads, and single-threaded unpacking.
build_images() {
    local name process processes=() status=0
    for name; do
        build_image "$name" &
        processes+=($!)
    done
    for process in "${processes[@]}"; do
        wait "$process" || status=1
    done
    return "$status"
}

# Builds an image and puts it into the cache: build_image NAME [OPTION…]. Packages come over the host's network.
build_image() {
    local name=$1 old
    shift
    old=$(docker image inspect --format '{{.Id}}' "$(tag "$name")" 2>/dev/null || true)
    DOCKER_BUILDKIT=0 docker build --network=host --force-rm --label "$image_label=$(image_key "$name")" \
        --build-arg http_proxy --build-arg https_proxy --build-arg no_proxy \
        "$@" --tag "$(tag "$name")" "$scripts/images/$name"
    remove_old "$name" "$old"
    save_image "$name"
}

build_base() {
    local debian=debian:trixie-slim
    if can_install; then
        debian=cdn-test/debian:trixie
        import_debian "$debian"
    fi
    build_image base --build-arg "DEBIAN=$debian"
    [ "$debian" = debian:trixie-slim ] || docker image rm "$debian"
}

# Makes an image of Debian's packages where none can be pulled: import_debian NAME
import_debian() (
    directory=$(mktemp -d "$home/images/debian.XXXXXX")
    trap 'remove_root "$directory"' EXIT
    "$scripts/images/base/rootfs" "$directory" "$mirror"
    tar -C "$directory" --numeric-owner --exclude='./dev/*' --exclude='./proc/*' --exclude='./sys/*' -c . |
        docker import - "$1"
)

# debootstrap that is interrupted may leave file systems mounted, which must not be emptied.
remove_root() {
    umount -l "$1/proc" "$1/sys" 2>/dev/null || true
    rm -rf --one-file-system "$1" "$1.log"
}

# Saves an image, and drops what the cache has of its earlier definitions.
save_image() {
    local file old
    file=$(archive "$1")
    docker save "$(tag "$1")" | zstd -q -f -o "$file.part"
    mv "$file.part" "$file"
    for old in "${file%-*}"-*; do
        [ "$old" = "$file" ] || rm -f "$old"
    done
}

# Removes the image that had the name before, if it is one of ours and nothing uses it: remove_old NAME ID
remove_old() {
    [ -n "$2" ] || return 0
    [ "$2" != "$(docker image inspect --format '{{.Id}}' "$(tag "$1")")" ] || return 0
    docker image rm "$2" >/dev/null 2>&1 || true
}
