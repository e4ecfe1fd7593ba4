package io.cdntopology.embedded;

import com.sun.net.httpserver.Headers;
import io.cdntopology.failure.CdnException;
import io.cdntopology.rules.SiteRules;
import io.cdntopology.spi.EdgeContract;
import io.cdntopology.spi.Variants;
import io.cdntopology.store.LiveRelease;
import io.cdntopology.topology.EdgeConfiguration;
import io.cdntopology.topology.Encoding;
import io.cdntopology.topology.PagePath;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an edge answers: the files of the live release, and what there is to say about it below {@code /-/}.
 *
 * <p>Each request asks once which release is live and is answered from that one alone, also if another goes live
 * meanwhile. Safe for use by several threads.
 */
final class StaticSite implements Site {
    private static final Logger LOG = LoggerFactory.getLogger(StaticSite.class);

    private static final String METHODS = "GET, HEAD, OPTIONS";
    private static final String RETRY_SECONDS = "1";
    private static final List<String> HEALTH = path(EdgeContract.HEALTH_PATH).names();
    private static final List<String> RELEASE = path(EdgeContract.RELEASE_PATH).names();

    private final Path contentRoot;
    private final SiteHeaders siteHeaders;
    private final RequestPath notFoundPage;
    private final Optional<RequestPath> fallback;
    private final ClientLimits limits;
    private final Set<Encoding> encodings;
    private final LiveRules liveRules;

    /**
     * @param contentRoot   the directory that a release store writes to; need not exist yet
     * @param configuration what is said besides content
     */
    StaticSite(Path contentRoot, EdgeConfiguration configuration) {
        this.contentRoot = contentRoot;
        this.siteHeaders = new SiteHeaders(configuration);
        this.notFoundPage = path(configuration.notFoundPage());
        this.fallback = configuration.fallback().map(StaticSite::path);
        this.limits = new ClientLimits(configuration.rateLimits());
        this.encodings = configuration.encodings();
        this.liveRules = new LiveRules(contentRoot, configuration.siteRules());
    }

    @Override
    public Reply answer(String method, URI target, Headers headers, InetAddress client) {
        Optional<LiveRelease> live = live();
        Reply reply = siteHeaders.added(answer(live, method, target, headers, client));
        return live.map(l -> reply.with(
                        EdgeContract.RELEASE_HEADER, l.release().commit().value()))
                .orElse(reply);
    }

    private Optional<LiveRelease> live() {
        try {
            Optional<LiveRelease> live = LiveRelease.of(contentRoot);
            if (live.isPresent() && !isInStore(live.get())) {
                LOG.warn("No release can be served: the live one, {}, is not in the store", live.get());
                return Optional.empty();
            }
            return live;
        } catch (CdnException e) {
            LOG.warn("No release can be served", e);
            return Optional.empty();
        }
    }

    private boolean isInStore(LiveRelease live) {
        return StoredFile.find(contentRoot, live.site(), "")
                .filter(site -> site.attributes().isDirectory())
                .isPresent();
    }

    private Reply answer(Optional<LiveRelease> live, String method, URI target, Headers headers, InetAddress client) {
        if (method.equals("OPTIONS")) {
            return new Reply(204, Map.of("Allow", METHODS), new Reply.Body.None());
        }
        if (!method.equals("GET") && !method.equals("HEAD")) {
            return Reply.text(405, "Only GET and HEAD are answered here\n").with("Allow", METHODS);
        }
        Optional<RequestPath> path = path(target);
        if (path.isEmpty()) {
            return Reply.text(400, "This path is refused\n");
        }
        if (live.isEmpty()) {
            return Reply.text(503, "No release is live yet\n").with("Retry-After", RETRY_SECONDS);
        }
        if (path.get().names().equals(HEALTH)) {
            return Reply.text(200, "ok");
        }
        if (path.get().names().equals(RELEASE)) {
            return description(live.get());
        }
        if (path.get().isHidden() || liveRules.areIn(path.get())) {
            return notFound(live.get());
        }
        RequestRules rules = new RequestRules(liveRules.of(live.get()), rawPath(target), target.getRawQuery());
        Reply reply = rules.forced()
                .map(answer -> forced(live.get(), rules, answer, method, headers))
                .or(() -> limits.retryAfter(client, path.get()).map(StaticSite::tooMany))
                .orElseGet(() -> content(live.get(), path.get(), rules, method, headers));
        return rules.added(reply);
    }

    private Reply forced(
            LiveRelease live, RequestRules rules, SiteRules.Answer answer, String method, Headers headers) {
        if (answer.status() == 200) {
            return content(live, path(answer.target()), rules, method, headers);
        }
        return other(live, answer);
    }

    /** What a rule has that sends no page of the site as it is. */
    private Reply other(LiveRelease live, SiteRules.Answer answer) {
        return answer.isPage()
                ? notFound(live, path(answer.target())).orElseGet(() -> notFound(live))
                : redirect(answer.status(), answer.target());
    }

    private static Reply tooMany(Duration retryAfter) {
        return Reply.text(429, "Too many requests, ask again later\n")
                .with("Retry-After", String.valueOf(retryAfter.toSeconds()));
    }

    /**
     * The path of a request target. {@code //host/path} is a path too, although a {@link URI} takes it for a host and a
     * path.
     */
    private static Optional<RequestPath> path(URI target) {
        return target.getRawFragment() != null || target.isOpaque()
                ? Optional.empty()
                : RequestPath.parse(rawPath(target));
    }

    private static String rawPath(URI target) {
        String text = target.toString();
        if (text.startsWith("/")) {
            int query = text.indexOf('?');
            return query < 0 ? text : text.substring(0, query);
        }
        return target.getRawPath().isEmpty() ? "/" : target.getRawPath();
    }

    private Reply description(LiveRelease live) {
        Path description = live.description();
        return StoredFile.find(contentRoot, live.directory(), String.valueOf(description.getFileName()))
                .filter(file -> file.attributes().isRegularFile())
                .map(file -> {
                    Map<String, String> headers = new LinkedHashMap<>();
                    headers.put("Content-Type", ContentTypes.JSON);
                    headers.put("Cache-Control", CachePolicy.NOT_KEPT);
                    return new Reply(200, headers, whole(file));
                })
                .orElseGet(StaticSite::notFound);
    }

    private Reply content(LiveRelease live, RequestPath path, RequestRules rules, String method, Headers headers) {
        Optional<StoredFile> found = StoredFile.find(contentRoot, live.site(), path.file());
        if (found.filter(file -> file.attributes().isDirectory()).isPresent() && !path.namesDirectory()) {
            return redirect(301, rules.withQuery(path.encodedDirectory()));
        }
        return found.filter(file -> file.attributes().isRegularFile())
                .map(file -> negotiated(live, file, path, method, headers))
                .or(() -> earlier(live, path).map(file -> content(file, path, method, headers)))
                .or(() -> rules.answer().flatMap(answer -> ruled(live, answer, method, headers)))
                .orElseGet(() -> fallback(live, path, method, headers));
    }

    private Reply negotiated(LiveRelease live, StoredFile file, RequestPath path, String method, Headers headers) {
        Reply reply = encodings.stream()
                .flatMap(encoding -> variant(live, encoding, path, headers)
                        .map(variant -> compressed(encoding, content(variant, path, method, headers)))
                        .stream())
                .findFirst()
                .orElseGet(() -> content(file, path, method, headers));
        boolean varies = !encodings.isEmpty() && reply.file().isPresent() && Variants.mayExist(path.fileName());
        return varies ? reply.with(SiteHeaders.VARY, "Accept-Encoding") : reply;
    }

    /** An asset that a page of an earlier release needs: what has such a name has never had other content. */
    private Optional<StoredFile> earlier(LiveRelease live, RequestPath path) {
        if (!CachePolicy.isFingerprinted(path.fileName())) {
            return Optional.empty();
        }
        return IntStream.rangeClosed(1, EdgeContract.MAX_EARLIER_RELEASES)
                .mapToObj(number -> StoredFile.find(contentRoot, live.earlierSite(number), path.file()))
                .flatMap(Optional::stream)
                .filter(file -> file.attributes().isRegularFile())
                .findFirst();
    }

    /** What is sent instead of a file; ranges are those of the file itself. */
    private Optional<StoredFile> variant(LiveRelease live, Encoding encoding, RequestPath path, Headers headers) {
        String accepted = String.join(",", headers.getOrDefault("Accept-Encoding", List.of()));
        if (headers.containsKey("Range") || !Variants.areAccepted(encoding, accepted)) {
            return Optional.empty();
        }
        return Variants.path(encoding, path.file())
                .flatMap(variant -> StoredFile.find(contentRoot, live.site(), variant))
                .filter(file -> file.attributes().isRegularFile());
    }

    private static Reply compressed(Encoding encoding, Reply reply) {
        return reply.status() == 200 ? reply.with("Content-Encoding", encoding.token()) : reply;
    }

    /** What a rule has for a request without a file; empty if it is a page that the site does not have. */
    private Optional<Reply> ruled(LiveRelease live, SiteRules.Answer answer, String method, Headers headers) {
        if (answer.status() == 200) {
            RequestPath page = path(answer.target());
            return page(live, page).map(file -> content(file, page, method, headers));
        }
        return Optional.of(other(live, answer));
    }

    private Reply fallback(LiveRelease live, RequestPath asked, String method, Headers headers) {
        return fallback.filter(page -> asked.mayBePage())
                .flatMap(page -> page(live, page).map(file -> content(file, page, method, headers)))
                .orElseGet(() -> notFound(live));
    }

    private Reply notFound(LiveRelease live) {
        return notFound(live, notFoundPage).orElseGet(StaticSite::notFound);
    }

    private Optional<Reply> notFound(LiveRelease live, RequestPath page) {
        return page(live, page)
                .map(file -> new Reply(404, Reply.text(404, "").headers(), whole(file))
                        .with("Content-Type", ContentTypes.of(page.fileName())));
    }

    private Optional<StoredFile> page(LiveRelease live, RequestPath page) {
        return StoredFile.find(contentRoot, live.site(), page.file())
                .filter(file -> file.attributes().isRegularFile());
    }

    private Reply content(StoredFile file, RequestPath path, String method, Headers request) {
        EntityTag tag = EntityTag.of(file.attributes());
        if (request.containsKey("If-Match") && !tag.isExactlyNamedIn(request.get("If-Match"))) {
            return Reply.text(412, "This file is another one by now\n");
        }
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("ETag", tag.value());
        String sitePath = "/" + path.file();
        headers.put("Cache-Control", siteHeaders.cacheControl(sitePath));
        if (tag.isNamedIn(request.getOrDefault("If-None-Match", List.of()))) {
            return new Reply(304, headers, new Reply.Body.None()).about(sitePath);
        }
        headers.put("Content-Type", ContentTypes.of(path.fileName()));
        headers.put("Accept-Ranges", "bytes");
        Reply whole = new Reply(200, headers, whole(file));
        return (method.equals("GET") ? ranged(whole, file, tag, request) : whole).about(sitePath);
    }

    private static Reply ranged(Reply whole, StoredFile file, EntityTag tag, Headers request) {
        List<String> ranges = request.getOrDefault("Range", List.of());
        boolean current = request.getOrDefault("If-Range", List.of()).stream().allMatch(tag::isExactly);
        if (ranges.isEmpty() || !current) {
            return whole;
        }
        long size = file.attributes().size();
        ByteRange range = ByteRange.parse(ranges.get(0), size);
        if (range instanceof ByteRange.Part part) {
            return new Reply(206, whole.headers(), new Reply.Body.FilePart(file.path(), part.first(), part.length()))
                    .with("Content-Range", "bytes " + part.first() + "-" + part.last() + "/" + size);
        }
        if (range instanceof ByteRange.Unsatisfiable) {
            return Reply.text(416, "The file ends before this range\n").with("Content-Range", "bytes */" + size);
        }
        return whole;
    }

    private static Reply.Body whole(StoredFile file) {
        return new Reply.Body.FilePart(file.path(), 0, file.attributes().size());
    }

    private static Reply redirect(int status, String location) {
        return Reply.text(status, "See " + location + "\n")
                .with("Location", location)
                .with("Cache-Control", status == 301 ? CachePolicy.REVALIDATED : CachePolicy.NOT_KEPT);
    }

    private static RequestPath path(PagePath page) {
        return path(page.text());
    }

    /** One that is known to be right. */
    private static RequestPath path(String text) {
        return RequestPath.parse(text).orElseThrow();
    }

    private static Reply notFound() {
        return Reply.text(404, "There is no such file\n");
    }
}
