#!/bin/bash
# Makes the commits, tags and keys in this directory with git, ssh-keygen and gpg, in a directory that it is given. Private keys
# stay there. What is in a .commit or .tag is the object as `git cat-file` prints it.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$1
mkdir -p "$work/gnupg" && chmod 700 "$work/gnupg"
cd "$work"
export GNUPGHOME=$work/gnupg HOME=$work GIT_CONFIG_NOSYSTEM=1
git init -q site && cd site
git config user.name Ada && git config user.email ada@example.org
echo hello > index.html && git add .

dated() { GIT_AUTHOR_DATE="$1T12:00:00Z" GIT_COMMITTER_DATE="$1T12:00:00Z" "${@:2}"; }
save() { git cat-file "$1" "$2" > "$here/$3.$1"; }

git config gpg.format ssh
: > "$here/allowed_signers"
for type in ed25519 ecdsa rsa; do
    ssh-keygen -q -t $type -N '' -C '' -f "$work/$type"
    echo "$type@example.org $(cut -d' ' -f1,2 "$work/$type.pub")" >> "$here/allowed_signers"
    git config user.signingKey "$work/$type.pub"
    dated 2024-06-01 git commit -q --allow-empty -S -m "Signed by $type"
    save commit HEAD "ssh-$type"
done
dated 2024-06-01 git tag -s -m 'Signed' v1.0.0
save tag v1.0.0 ssh-rsa
git config --unset user.signingKey

git config gpg.format openpgp
printf '#!/bin/sh\nexec gpg --faked-system-time "${FAKED:-20240601T120000}!" "$@"\n' > "$work/gpg" && chmod +x "$work/gpg"
git config gpg.program "$work/gpg"
key() { "$work/gpg" -q --batch --pinentry-mode loopback --passphrase '' "$@"; }
fingerprint() { gpg --list-keys --with-colons "$1@example.org" | awk -F: '/^fpr/ { print $10; exit }'; }
export_key() { gpg --export --armor "$1@example.org" > "$here/openpgp-$1.asc"; }
signed() {
    dated 2024-06-01 git commit -q --allow-empty -S"$1@example.org" -m "Signed by $1"
    save commit HEAD "openpgp-$1"
}
for name in subkey rsa expired retired compromised; do
    FAKED=20220101T120000 key --quick-generate-key "$name@example.org" "$([ $name = rsa ] && echo rsa3072 || echo ed25519)" \
        "$([ $name = subkey ] && echo cert || echo sign)" never
done
FAKED=20220102T120000 key --quick-add-key "$(fingerprint subkey)" ed25519 sign never
for name in subkey rsa expired retired compromised; do signed $name; done
dated 2024-06-01 git tag -s -u rsa@example.org -m 'Signed' v1.0.1
save tag v1.0.1 openpgp-rsa
# An expiry that was set in 2023, before the commit was signed; revocations of 2025, after it was.
FAKED=20230101T120000 key --quick-set-expire "$(fingerprint expired)" 20230601T000000
revoke() {
    printf 'y\n%s\n\ny\n' "$2" | FAKED=20250101T120000 "$work/gpg" -q --command-fd 0 --no-tty --pinentry-mode loopback \
        --gen-revoke "$1@example.org" > "$work/$1.revocation"
    FAKED=20250101T120000 "$work/gpg" -q --import "$work/$1.revocation"
}
revoke retired 3
revoke compromised 1
for name in subkey rsa expired retired compromised; do export_key $name; done
gpgconf --kill gpg-agent
