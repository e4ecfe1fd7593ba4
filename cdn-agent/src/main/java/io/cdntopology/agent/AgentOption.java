package io.cdntopology.agent;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The options of the agent. Each has one name in three spellings: {@code --etcd-endpoints} as a flag,
 * {@code CDN_ETCD_ENDPOINTS} in the environment, {@code etcd.endpoints} in the file.
 */
enum AgentOption {
    CONFIG("config", "FILE", "A properties file with any of the other options."),
    NAME("name", "NAME", "The name of the network, as its application gives it. Required."),
    HOST("host", "NAME", "The name of this host, unique in the network. Default: the host name, made valid."),
    CONTENT_ROOT(
            "content.root",
            "DIRECTORY",
            "The directory that servers read; the site is below current/site in it. Created if it is missing. Required."),
    WORK_DIRECTORY(
            "work.directory",
            "DIRECTORY",
            "What the agent keeps for itself, outside of the content root: the git repository. Created if it is missing."
                    + " Default: /var/lib/cdn-agent."),
    GIT_URL(
            "git.url",
            "URL",
            "Where commits are fetched from: a path, a file:, http:, https:, ssh: or git: URL, or user@host:path. Required."),
    GIT_DIRECTORY("git.directory", "PATH", "The directory in the repository that is the site. Default: its root."),
    GIT_BRANCH(
            "git.branch",
            "BRANCH",
            "Where a commit is looked for if the server gives no single ones. Default: the server's HEAD."),
    GIT_TAG("git.tag", "TAG", "As --git-branch, if the network follows a tag."),
    GIT_NEWEST_TAG(
            "git.newest.tag",
            "PATTERN",
            "As --git-branch, if the network follows the tag of the newest release, such as v*."),
    GIT_USER("git.user", "NAME", "Who asks the git server."),
    GIT_PASSWORD_FILE("git.password.file", "FILE", "The file that holds the password or token, read at each use."),
    GIT_TOKEN_FILE(
            "git.token.file", "FILE", "The file that holds a token, in place of user and password; read at each use."),
    GIT_TRUST(
            "git.trust",
            "FILE",
            "Certificates of the authorities that the git server's is believed by, in PEM. Default: those that Java trusts."),
    GIT_PROXY("git.proxy", "HOST:PORT", "The HTTP proxy through which the git server is reached."),
    GIT_SSH_KEY("git.ssh.key", "FILE", "The private key for a git server by ssh, read at each connection."),
    GIT_SSH_PASSPHRASE_FILE("git.ssh.passphrase.file", "FILE", "The file that holds the passphrase of that key."),
    GIT_SSH_KNOWN_HOSTS(
            "git.ssh.known.hosts", "FILE", "The keys that the git server may show by ssh, as in known_hosts."),
    GIT_SIGNERS_SSH(
            "git.signers.ssh",
            "FILE",
            "Whose commits are taken, by ssh keys, with lines as git's gpg.ssh.allowedSignersFile has them; read for each"
                    + " commit. Default: everybody's."),
    GIT_SIGNERS_OPENPGP(
            "git.signers.openpgp",
            "FILE",
            "Whose commits are taken besides, by OpenPGP keys, as gpg --export --armor writes them."),
    CONFIGURATION_ROOT(
            "configuration.root",
            "DIRECTORY",
            "As --content-root, for the configuration of servers. Default: the agent follows none."),
    CONFIGURATION_WITH_CONTENT(
            "configuration.with.content",
            "true|false",
            "Whether the configuration is released together with the content. Default: false."),
    CONFIGURATION_SITE_RULES(
            "configuration.site.rules",
            "true|false",
            "Whether the configuration is made from _redirects and _headers of the content, rather than fetched."
                    + " Default: false."),
    CONFIGURATION_GIT_URL("configuration.git.url", "URL", "As --git-url, for the configuration."),
    CONFIGURATION_GIT_DIRECTORY("configuration.git.directory", "PATH", "As --git-directory, for the configuration."),
    CONFIGURATION_GIT_BRANCH("configuration.git.branch", "BRANCH", "As --git-branch, for the configuration."),
    CONFIGURATION_GIT_TAG("configuration.git.tag", "TAG", "As --git-tag, for the configuration."),
    CONFIGURATION_GIT_NEWEST_TAG(
            "configuration.git.newest.tag", "PATTERN", "As --git-newest-tag, for the configuration."),
    CONFIGURATION_GIT_USER("configuration.git.user", "NAME", "As --git-user, for the configuration."),
    CONFIGURATION_GIT_PASSWORD_FILE(
            "configuration.git.password.file", "FILE", "As --git-password-file, for the configuration."),
    CONFIGURATION_GIT_TOKEN_FILE("configuration.git.token.file", "FILE", "As --git-token-file, for the configuration."),
    CONFIGURATION_GIT_TRUST("configuration.git.trust", "FILE", "As --git-trust, for the configuration."),
    CONFIGURATION_GIT_PROXY("configuration.git.proxy", "HOST:PORT", "As --git-proxy, for the configuration."),
    CONFIGURATION_GIT_SSH_KEY("configuration.git.ssh.key", "FILE", "As --git-ssh-key, for the configuration."),
    CONFIGURATION_GIT_SSH_PASSPHRASE_FILE(
            "configuration.git.ssh.passphrase.file", "FILE", "As --git-ssh-passphrase-file, for the configuration."),
    CONFIGURATION_GIT_SSH_KNOWN_HOSTS(
            "configuration.git.ssh.known.hosts", "FILE", "As --git-ssh-known-hosts, for the configuration."),
    CONFIGURATION_GIT_SIGNERS_SSH(
            "configuration.git.signers.ssh", "FILE", "As --git-signers-ssh, for the configuration."),
    CONFIGURATION_GIT_SIGNERS_OPENPGP(
            "configuration.git.signers.openpgp", "FILE", "As --git-signers-openpgp, for the configuration."),
    ETCD_ENDPOINTS("etcd.endpoints", "URL[,URL...]", "The members of the etcd cluster. Required."),
    ETCD_TIMEOUT("etcd.timeout", "DURATION", "How long one call may take; at least 100ms. Default: 5s."),
    ETCD_TRUST(
            "etcd.trust",
            "FILE",
            "Certificates of the authorities that etcd's is believed by, in PEM. Default: those that Java trusts."),
    ETCD_CLIENT_CERTIFICATE("etcd.client.certificate", "FILE", "The certificate that is shown to etcd, in PEM."),
    ETCD_CLIENT_KEY("etcd.client.key", "FILE", "Its key, in PEM, PKCS#8, not encrypted."),
    ETCD_USER("etcd.user", "NAME", "Who this host is to etcd."),
    ETCD_PASSWORD_FILE("etcd.password.file", "FILE", "The file that holds the password, read at each connection."),
    ETCD_NAMESPACE("etcd.namespace", "PREFIX", "What all keys are below, as /team-a. Default: nothing."),
    RETENTION_RELEASES("retention.releases", "COUNT", "How many of the newest releases stay; at least 1. Default: 5."),
    RETENTION_AGE("retention.age", "DURATION", "How long a release stays after it was live. Default: 1h."),
    MAX_FILES("max.files", "COUNT", "Files and directories of a release, at most. Default: 2000000."),
    MAX_FILE_BYTES("max.file.bytes", "BYTES", "Bytes of one file, at most; 4g is 4 GiB. Default: 4g."),
    MAX_BYTES("max.bytes", "BYTES", "Bytes that a release adds, at most. Default: 64g."),
    MAX_DEPTH("max.depth", "COUNT", "Directories below one another, at most. Default: 200."),
    ENCODINGS(
            "encodings",
            "NAME[,NAME...]",
            "In what files are kept besides, for clients that take it: of br and gzip, or none. Default: br,gzip."),
    HEALTH_ADDRESS("health.address", "HOST:PORT", "Where /health and /ready answer. Default: 127.0.0.1:8081."),
    EXEC(
            "exec",
            "COMMAND",
            "Run by /bin/sh after each release is live on this host, with CDN_COMMIT, CDN_PREVIOUS_COMMIT and CDN_CONTENT;"
                    + " one at a time, repeated until it succeeds."),
    EXEC_TIMEOUT("exec.timeout", "DURATION", "How long the command may take; at least 1s. Default: 1m.");

    private final String key;
    private final String label;
    private final String description;

    AgentOption(String key, String label, String description) {
        this.key = key;
        this.label = label;
        this.description = description;
    }

    /** Its name in a file. */
    String key() {
        return key;
    }

    /** Its name as an argument. */
    String flag() {
        return "--" + key.replace('.', '-');
    }

    /** Its name in the environment. */
    String variable() {
        return "CDN_" + key.replace('.', '_').toUpperCase(Locale.ROOT);
    }

    /** What a value is, for the help. */
    String label() {
        return label;
    }

    /** What it does, for the help. */
    String description() {
        return description;
    }

    /** The option of a name in a file. */
    static AgentOption of(String key) {
        return Arrays.stream(values())
                .filter(option -> option.key.equals(key))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no option " + key));
    }

    /** The keys that a file may have. */
    static List<String> keys() {
        return Arrays.stream(values())
                .filter(option -> option != CONFIG)
                .map(AgentOption::key)
                .toList();
    }
}
