package io.cdntopology.webhook;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Describes a {@link WebhookReceiver}. Used by one thread at a time. */
public final class WebhookReceiverBuilder {
    private static final int MAX_PORT = 65_535;

    /** The longest that GitHub sends. */
    private static final long MAX_BODY = 25L << 20;

    private static final Pattern PATH = Pattern.compile("/[A-Za-z0-9._~/-]{0,200}");

    private final List<Webhook> webhooks = new ArrayList<>();
    private InetAddress address = InetAddress.getLoopbackAddress();
    private int port;
    private String path = "/webhook";
    private long maxBodyBytes = MAX_BODY;

    WebhookReceiverBuilder() {}

    /**
     * What a receiver is told.
     *
     * @param address      where it listens
     * @param path         where requests are heard
     * @param maxBodyBytes how long one may be
     * @param webhooks     by any of which a request proves who sent it
     */
    record Settings(InetSocketAddress address, String path, long maxBodyBytes, List<Webhook> webhooks) {
        Settings {
            webhooks = List.copyOf(webhooks);
        }
    }

    /** The TCP port, 0 to 65535; default 0, a free one, which {@link WebhookReceiver#address} tells. */
    public WebhookReceiverBuilder port(int value) {
        port = value;
        return this;
    }

    /** The address of this machine; default the loopback address. What is not behind something that speaks TLS can be read. */
    public WebhookReceiverBuilder address(InetAddress value) {
        address = value;
        return this;
    }

    /** The path; default {@code /webhook}. Up to 200 of {@code a-z A-Z 0-9 . _ ~ - /} after a slash. */
    public WebhookReceiverBuilder path(String value) {
        path = value;
        return this;
    }

    /** How many bytes a request may have, 0 or more; default 25 MiB, which is all that GitHub sends. None of them is kept. */
    public WebhookReceiverBuilder maxBodyBytes(long value) {
        maxBodyBytes = value;
        return this;
    }

    /** Adds a way for a request to prove who sent it; one is enough, and at least one is required. */
    public WebhookReceiverBuilder accept(Webhook value) {
        webhooks.add(value);
        return this;
    }

    /**
     * Starts to listen.
     *
     * @param wake called for what was heard, in a thread of its own, by one at a time: {@code cdn::wake}. If it throws it is
     *     called again a second later.
     * @throws CdnException with {@code INVALID_ARGUMENT} naming every mistake, also if nothing can listen there
     */
    public WebhookReceiver start(Runnable wake) {
        return WebhookReceiver.start(settings(), WebhookReceiver.LIMIT, wake);
    }

    Settings settings() {
        List<Problem> problems = new ArrayList<>();
        if (port < 0 || port > MAX_PORT) {
            problems.add(new Problem("port", port + " is no TCP port", "give 0 to " + MAX_PORT));
        }
        if (!PATH.matcher(path).matches()) {
            problems.add(new Problem("path", "it is none of a URL", "give one such as /webhook"));
        }
        if (maxBodyBytes < 0) {
            problems.add(new Problem("maxBodyBytes", maxBodyBytes + " is negative", "give 0 or more"));
        }
        if (webhooks.isEmpty()) {
            problems.add(new Problem(
                    "accept", "nobody could prove anything", "call it, for example accept(Webhook.github(secret))"));
        }
        if (!problems.isEmpty()) {
            throw CdnException.of(ErrorCode.INVALID_ARGUMENT, "Describing a receiver of webhooks", problems);
        }
        return new Settings(new InetSocketAddress(address, port), path, maxBodyBytes, webhooks);
    }
}
