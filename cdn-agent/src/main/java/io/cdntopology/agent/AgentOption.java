package io.cdntopology.agent;

/** The options of the agent, but for those that say where commits are fetched from: these are {@link SourceOption}s. */
enum AgentOption implements NamedOption {
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
    ALLOW_EMPTY("allow.empty", "true|false", "Whether a release may be without any file. Default: false."),
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

    @Override
    public String key() {
        return key;
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public String description() {
        return description;
    }
}
