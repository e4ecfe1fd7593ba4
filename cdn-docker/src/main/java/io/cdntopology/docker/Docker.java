package io.cdntopology.docker;

/**
 * Networks in containers. The entry of this module.
 *
 * <pre>{@code
 * CdnTopology.builder()
 *         .platform(Docker.local())
 *         .coordination(Etcd.managed())
 *         …
 * }</pre>
 */
public final class Docker {
    private Docker() {}

    /**
     * The engine that the {@code docker} command of this user speaks to.
     *
     * @throws io.cdntopology.failure.CdnException as {@link DockerHost#local()}
     */
    public static DockerPlatform local() {
        return engine(DockerHost.local());
    }

    /** An engine. */
    public static DockerPlatform engine(DockerHost host) {
        return new DockerPlatform(host, DockerOptions.NONE);
    }
}
