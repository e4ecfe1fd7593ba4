package io.cdntopology.agent;

/**
 * An option that says where commits are fetched from. There is one for each source.
 *
 * @param key         its name in a file
 * @param label       what a value is
 * @param description what it does
 * @param isHidden    whether the help leaves it out
 */
record SourceOption(String key, String label, String description, boolean isHidden) implements NamedOption {
    /** What can be said of a source. */
    enum Kind {
        URL(
                "url",
                "URL",
                "Where commits are fetched from: a path, a file:, http:, https:, ssh: or git: URL, or user@host:path."
                        + " Required."),
        DIRECTORY("directory", "PATH", "The directory in the repository that is the site. Default: its root."),
        SUBMODULES("submodules", "true|false", "Whether what is in submodules is a part of the site. Default: false."),
        ONLY(
                "only",
                "PATTERN[,PATTERN...]",
                "Which files of the site are taken, such as docs,**/*.html. Default: all."),
        EXCEPT("except", "PATTERN[,PATTERN...]", "Which files of the site are left out. Default: none."),
        TRANSFORM_JAR("transform.jar", "FILE", "The jar of what the files of the site are transformed by."),
        TRANSFORM_CLASS("transform.class", "NAME", "The class in it that does so."),
        TRANSFORM_SHA256("transform.sha256", "DIGITS", "The checksum that it has to have. Default: any."),
        BRANCH(
                "branch",
                "BRANCH",
                "Where a commit is looked for if the server gives no single ones. Default: the server's HEAD."),
        TAG("tag", "TAG", "As the branch, if the network follows a tag."),
        NEWEST_TAG(
                "newest.tag",
                "PATTERN",
                "As the branch, if the network follows the tag of the newest release, such as v*."),
        USER("user", "NAME", "Who asks the git server."),
        PASSWORD_FILE("password.file", "FILE", "The file that holds the password or token, read at each use."),
        TOKEN_FILE(
                "token.file", "FILE", "The file that holds a token, in place of user and password; read at each use."),
        TRUST(
                "trust",
                "FILE",
                "Certificates of the authorities that the git server's is believed by, in PEM. Default: those that Java"
                        + " trusts."),
        PROXY("proxy", "HOST:PORT", "The HTTP proxy through which the git server is reached."),
        PROXY_USER("proxy.user", "NAME", "Who asks that proxy."),
        PROXY_PASSWORD_FILE(
                "proxy.password.file", "FILE", "The file that holds the password for it, read at each use."),
        SSH_KEY("ssh.key", "FILE", "The private key for a git server by ssh, read at each connection."),
        SSH_PASSPHRASE_FILE("ssh.passphrase.file", "FILE", "The file that holds the passphrase of that key."),
        SSH_KNOWN_HOSTS("ssh.known.hosts", "FILE", "The keys that the git server may show by ssh, as in known_hosts."),
        SIGNERS_SSH(
                "signers.ssh",
                "FILE",
                "Whose commits are taken, by ssh keys, with lines as git's gpg.ssh.allowedSignersFile has them; read for"
                        + " each commit. Default: everybody's."),
        SIGNERS_OPENPGP(
                "signers.openpgp",
                "FILE",
                "Whose commits are taken besides, by OpenPGP keys, as gpg --export --armor writes them.");

        private final String name;
        private final String label;
        private final String description;

        Kind(String name, String label, String description) {
            this.name = name;
            this.label = label;
            this.description = description;
        }

        /** The option of a source, by what the names of its options begin with. */
        SourceOption of(String prefix) {
            return new SourceOption(prefix + name, label, description, false);
        }

        /** The option of another source, of which it says only whose it is. */
        SourceOption likeOf(String prefix, String whose, boolean isHidden) {
            String alike = of(SourceSettings.CONTENT.prefix()).flag();
            return new SourceOption(prefix + name, label, "As " + alike + ", for " + whose + ".", isHidden);
        }
    }
}
