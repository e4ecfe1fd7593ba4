package io.cdntopology.git;

import java.nio.file.Path;

/**
 * Makes the files of a site that are served of those in a repository: pages of Markdown, smaller scripts, names with
 * fingerprints in them.
 *
 * <pre>{@code
 * public final class Pages implements SiteTransform {
 *     public String id() {
 *         return "pages-3";
 *     }
 *
 *     public void apply(SiteFiles files) throws IOException {
 *         for (String path : files.paths("posts/*.md")) {
 *             files.rewrite(path, path.replace(".md", ".html"), "", text -> render(text));
 *         }
 *     }
 * }
 * }</pre>
 *
 * <p>It is called in the process of the application, and on each host that makes sites by itself: in different processes, on
 * different machines, in different orders. All of them have to make the same files of the same files, byte by byte, or hosts
 * refuse a release with {@code RELEASE_DIFFERS}. So it does not look at clocks, random numbers, other files, the default
 * locale, or the order of hash tables.
 *
 * <p>What it made is kept with the commit, so it is not called again for files that it was called for lately. It is called by
 * one thread at a time, one that fetches. That thread is interrupted when the deadline of the source is over, or it is closed;
 * one that pays no attention to that keeps others from being made.
 */
public interface SiteTransform {
    /**
     * Its name and version: 1 to 200 characters, no control characters. Another one each time it makes something else of
     * the same files; what was made before is then made anew.
     */
    String id();

    /**
     * Changes the files of a site.
     *
     * @param files the files as they are in the commit; not used after it returns
     * @throws Exception whatever it likes: the commit is then not published, with {@code CONTENT_REFUSED}, and what is live
     *     stays live
     */
    void apply(SiteFiles files) throws Exception;

    /**
     * A transformation that agents in containers make, too: its classes are given to them.
     *
     * <p>The jar is read once, here, and its classes see those of this library and of Java, but not those of the application.
     * Its {@link #id()} is that of the class, with the checksum of the jar.
     *
     * @param jar       with all that it needs; up to 32 MiB
     * @param className of a class in it that implements this interface, with a public constructor without parameters
     * @throws io.cdntopology.failure.CdnException with {@code INVALID_ARGUMENT} if there is no such jar or class
     */
    static SiteTransform fromJar(Path jar, String className) {
        return JarTransform.load(jar, className);
    }
}
