package io.cdntopology.git;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.release.EntryName;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.util.TemporaryBuffer;

/** The files of a tree, and what becomes of them. */
final class GitSiteFiles implements SiteFiles {
    private static final int MAX_NAMES = 200;
    private static final long MAX_BYTES = 64L << 20;
    private static final int REGULAR = 0100644;

    private final SiteTarget target;
    private final ObjectId tree;
    private final KeptRewrites rewrites;
    private final Map<String, TreeBytes.Entry> before = new TreeMap<>();
    private final TreeMap<String, TreeBytes.Entry> now = new TreeMap<>();
    private String last = "/";

    GitSiteFiles(SiteTarget target, ObjectId tree, KeptRewrites rewrites) throws IOException {
        this.target = target;
        this.tree = tree;
        this.rewrites = rewrites;
        collect();
        now.putAll(before);
    }

    /** A directory that is to be gone through. */
    private record Directory(String path, ObjectId tree) {}

    /** Names that may not be served are not told: the site is refused for them, or they are left out. */
    private void collect() throws IOException {
        Deque<Directory> directories = new ArrayDeque<>();
        directories.push(new Directory("", tree));
        while (!directories.isEmpty()) {
            requireWanted();
            Directory directory = directories.pop();
            for (TreeBytes.Entry entry : TreeBytes.entries(target.reader(), directory.tree())) {
                String path = directory.path() + entry.text();
                if (EntryName.problem(path, entry.text()).isPresent()) {
                    continue;
                }
                if (entry.isDirectory()) {
                    directories.push(new Directory(path + "/", entry.id()));
                } else {
                    before.put(path, entry);
                }
            }
        }
    }

    /** The path that was used last. */
    String last() {
        return last;
    }

    /** The tree as it has become; empty if there is nothing in it. */
    Optional<ObjectId> write() throws IOException {
        TreeEdit edit = new TreeEdit();
        for (String path : before.keySet()) {
            if (!now.containsKey(path)) {
                edit.remove(path);
            }
        }
        now.forEach((path, entry) -> {
            if (!entry.equals(before.get(path))) {
                edit.put(path, entry.mode(), entry.id());
            }
        });
        return edit.isEmpty() ? Optional.of(tree) : edit.apply(target.reader(), target.objects(), Optional.of(tree));
    }

    @Override
    public List<String> paths() {
        return now.entrySet().stream()
                .filter(file -> file.getValue().isFile())
                .map(Map.Entry::getKey)
                .toList();
    }

    @Override
    public List<String> paths(String pattern) {
        PathFilter.Place root = new PathFilter(List.of(pattern), List.of()).root();
        return paths().stream().filter(root::takes).toList();
    }

    @Override
    public boolean exists(String path) {
        last = path;
        TreeBytes.Entry entry = now.get(path);
        return entry != null && entry.isFile();
    }

    private TreeBytes.Entry file(String path) {
        last = path;
        TreeBytes.Entry entry = now.get(path);
        if (entry == null || !entry.isFile()) {
            throw refused(path, entry == null ? "there is no such file" : "it is a link or a submodule, and no file");
        }
        return entry;
    }

    @Override
    public String contentId(String path) {
        return file(path).id().name();
    }

    @Override
    public long size(String path) throws IOException {
        requireWanted();
        return target.objects().size(file(path).id());
    }

    @Override
    public InputStream open(String path) throws IOException {
        requireWanted();
        return target.objects().open(file(path).id());
    }

    @Override
    public byte[] bytes(String path) throws IOException {
        if (size(path) > MAX_BYTES) {
            throw refused(path, "it is larger than " + (MAX_BYTES >> 20) + " MiB, and is to be read as a whole");
        }
        try (InputStream in = open(path)) {
            return in.readAllBytes();
        }
    }

    @Override
    public String text(String path) throws IOException {
        return new String(bytes(path), StandardCharsets.UTF_8);
    }

    @Override
    public void write(String path, byte[] bytes) throws IOException {
        requireWritable(path);
        put(path, target.objects().blob(bytes));
    }

    @Override
    public void write(String path, String text) throws IOException {
        write(path, text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void write(String path, InputStream bytes) throws IOException {
        requireWritable(path);
        TemporaryBuffer.LocalFile buffer = new TemporaryBuffer.LocalFile(
                target.here().directory().resolve("objects").toFile());
        try {
            bytes.transferTo(buffer);
            buffer.close();
            try (InputStream in =
                    buffer.length() == 0 ? new ByteArrayInputStream(new byte[0]) : buffer.openInputStream()) {
                put(path, target.objects().blob(buffer.length(), in));
            }
        } finally {
            buffer.destroy();
        }
    }

    private void put(String path, ObjectId blob) {
        TreeBytes.Entry old = now.get(path);
        String name = TreeBytes.name(path.substring(path.lastIndexOf('/') + 1));
        now.put(path, new TreeBytes.Entry(old == null ? REGULAR : old.mode(), name, blob));
    }

    @Override
    public void move(String from, String to) throws IOException {
        TreeBytes.Entry file = file(from);
        now.remove(from);
        try {
            requireWritable(to);
        } catch (CdnException e) {
            now.put(from, file);
            throw e;
        }
        String name = TreeBytes.name(to.substring(to.lastIndexOf('/') + 1));
        now.put(to, new TreeBytes.Entry(file.mode(), name, file.id()));
    }

    @Override
    public void remove(String path) throws IOException {
        requireWanted();
        TreeBytes.Entry unused = file(path);
        now.remove(path);
    }

    @Override
    public void rewrite(String path, String to, String key, Rewrite rewrite) throws IOException {
        TreeBytes.Entry file = file(path);
        String name = KeptRewrites.name(key, file.id());
        Optional<ObjectId> kept = rewrites.find(name);
        ObjectId made = kept.isPresent() ? kept.get() : target.objects().blob(apply(path, rewrite));
        rewrites.keep(name, made);
        if (!path.equals(to)) {
            move(path, to);
        }
        requireWritable(to);
        put(to, made);
    }

    private byte[] apply(String path, Rewrite rewrite) throws IOException {
        try {
            return rewrite.apply(bytes(path));
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    private void requireWritable(String path) throws IOException {
        requireWanted();
        last = path;
        String[] names = path.split("/", -1);
        for (String name : names) {
            EntryName.problem(path, name).ifPresent(problem -> {
                throw refused(path, problem.why());
            });
        }
        if (names.length > MAX_NAMES) {
            throw refused(path, "it has more than " + MAX_NAMES + " names");
        }
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            if (now.containsKey(path.substring(0, slash))) {
                throw refused(path, "'" + EntryName.printable(path.substring(0, slash)) + "' in it is no directory");
            }
        }
        String below = now.ceilingKey(path + "/");
        if (below != null && below.startsWith(path + "/")) {
            throw refused(path, "it is a directory");
        }
        TreeBytes.Entry there = now.get(path);
        if (there != null && !there.isFile()) {
            throw refused(path, "it is a link or a submodule, and no file");
        }
    }

    private void requireWanted() throws InterruptedIOException {
        if (target.deadline().isCancelled()) {
            throw new InterruptedIOException("nobody waits any more");
        }
    }

    private static CdnException refused(String path, String why) {
        return CdnException.of(
                ErrorCode.CONTENT_REFUSED,
                "Changing the files of a site",
                new Problem(EntryName.printable(path), why, "correct the transformation"));
    }
}
