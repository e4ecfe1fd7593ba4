package io.cdntopology.failure;

/**
 * The stable name of a failure. Names are never reused for something else; new ones may be added.
 *
 * <p>The {@link #kind()} decides what happens next: what is {@link Kind#TRANSIENT} is tried again by itself, what is
 * {@link Kind#USER} waits until somebody changes something.
 */
public enum ErrorCode {
    /** A description of a topology has mistakes; {@link CdnException#problems()} names each. */
    INVALID_TOPOLOGY(Kind.USER),
    /** An option that takes one value was set a second time. */
    OPTION_SET_TWICE(Kind.USER),
    /** An argument of a call is outside its range. */
    INVALID_ARGUMENT(Kind.USER),

    /** The repository does not exist at this address, or may not be seen with these credentials. */
    REPOSITORY_NOT_FOUND(Kind.USER),
    /** The server wants credentials, or refuses the ones given. */
    CREDENTIALS_REFUSED(Kind.USER),
    /** The server is another one than the one that is trusted: it shows another key, or an unknown one. */
    SOURCE_NOT_TRUSTED(Kind.USER),
    /** The branch, tag or commit does not exist in the repository. */
    REVISION_NOT_FOUND(Kind.USER),
    /** The directory that is to be served does not exist in the commit. */
    DIRECTORY_NOT_FOUND(Kind.USER),
    /** The commit, or the tag that names it, is not signed by anybody who is trusted, or was changed since. */
    SIGNATURE_REFUSED(Kind.USER),
    /** The repository is of a kind that cannot be read, for example one with SHA-256 object ids. */
    REPOSITORY_UNSUPPORTED(Kind.USER),
    /** The source cannot be reached at the moment. */
    SOURCE_UNREACHABLE(Kind.TRANSIENT),
    /** The source took longer than the time allowed. */
    SOURCE_TIMEOUT(Kind.TRANSIENT),
    /** An object that the source promised is missing or damaged. */
    SOURCE_DAMAGED(Kind.TRANSIENT),

    /** The content holds something that is never served, such as a link that leaves the tree. */
    CONTENT_REFUSED(Kind.USER),
    /** The content is larger than the limits allow. */
    CONTENT_TOO_LARGE(Kind.USER),

    /** A configuration is refused by the server that it is for, or does not serve as it has to. */
    CONFIGURATION_REFUSED(Kind.USER),

    /** A rollout of a configuration was ended before its time by a call; its commit is kept out. */
    ROLLOUT_ABORTED(Kind.USER),

    /** The certificate of edges, or its private key, cannot be used, or edges do not show it. */
    CERTIFICATE_REFUSED(Kind.USER),
    /** The certificate of edges is about to expire, and no other one is there. */
    CERTIFICATE_EXPIRING(Kind.USER),

    /** The disk below the content root is full. */
    STORE_FULL(Kind.TRANSIENT),
    /** Another process owns the content root. */
    STORE_LOCKED(Kind.USER),
    /** The content root cannot be read or written. */
    STORE_UNUSABLE(Kind.TRANSIENT),
    /** What is made of a commit here is another release than the one that is wanted: by other options, or another version. */
    RELEASE_DIFFERS(Kind.USER),
    /** The release is not in the store, or not any more. */
    RELEASE_NOT_FOUND(Kind.USER),

    /** The coordination store cannot be reached, or did not answer in time. */
    COORDINATION_UNAVAILABLE(Kind.TRANSIENT),
    /** The coordination store refuses, or is refused here: credentials, rights, certificates, a full database. */
    COORDINATION_REFUSED(Kind.USER),
    /** A value in the coordination store cannot be read by this version of the library. */
    COORDINATION_VALUE_UNREADABLE(Kind.USER),
    /** Somebody else changed the value first; what was read is stale. */
    CONFLICT(Kind.CONFLICT),

    /** The commit was rolled back earlier and is kept out until it is released again. */
    COMMIT_QUARANTINED(Kind.USER),
    /** There is no earlier release to go back to. */
    NOTHING_TO_ROLL_BACK_TO(Kind.USER),
    /** Not every edge served the wanted release within the time allowed. */
    NOT_CONVERGED(Kind.TRANSIENT),

    /** The container engine cannot be reached, did not answer in time, or failed by itself. */
    ENGINE_UNREACHABLE(Kind.TRANSIENT),
    /** The container engine refuses, or is refused here: rights on its socket, certificates, its version, a request. */
    ENGINE_REFUSED(Kind.USER),
    /** Something that is not part of the network has the name of one of its parts. */
    NAME_TAKEN(Kind.USER),
    /** A container that is to be adopted does not exist, belongs to somebody else, or is none that can be taken over. */
    NOT_ADOPTABLE(Kind.USER),
    /** Something changed since a plan was made. */
    PLAN_OUTDATED(Kind.CONFLICT),
    /** The image does not exist at its registry, or may not be seen with these credentials. */
    IMAGE_NOT_FOUND(Kind.USER),
    /** An image could not be pulled or pushed: its registry cannot be reached or failed, a disk is full, time is over. */
    IMAGE_NOT_TRANSFERRED(Kind.TRANSIENT),
    /** A registry is not trusted by the engine, or speaks no TLS, and cannot be used as it is. */
    REGISTRY_REFUSED(Kind.USER),
    /** An edge, or another part that runs, could not be started. */
    EDGE_NOT_STARTED(Kind.USER),
    /** A listener of the application threw; it is called again by itself. */
    LISTENER_FAILED(Kind.TRANSIENT),
    /** The resource was closed before the call. */
    CLOSED(Kind.USER),
    /** The calling thread was interrupted while it waited; its interrupt status is set. */
    INTERRUPTED(Kind.TRANSIENT),
    /** A defect of this library. */
    BUG(Kind.BUG);

    private final Kind kind;

    ErrorCode(Kind kind) {
        this.kind = kind;
    }

    /** What is to be done about failures with this code. */
    public Kind kind() {
        return kind;
    }

    /** Who can do something about a failure. */
    public enum Kind {
        /** Somebody has to change an input; trying again without that is useless. */
        USER,
        /** Trying again later may help, and is done where the library works by itself. */
        TRANSIENT,
        /** What was read is stale; read again, then decide again. */
        CONFLICT,
        /** A defect of this library; please report it. */
        BUG
    }
}
