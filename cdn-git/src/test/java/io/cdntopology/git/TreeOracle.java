package io.cdntopology.git;

import io.cdntopology.failure.ErrorCode;
import io.cdntopology.release.EntryName;
import io.cdntopology.topology.ContentLimits;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;

/**
 * Says what has to come of a tree: by the format of git's objects, the names that {@code git fsck} warns of, how Linux follows
 * links, and what the documentation says of sites. Nothing of what decides that in the library is used. For one tree.
 */
final class TreeOracle {
    /** What servers take, of which the directories of the store need some. */
    private static final int MAX_PATH_BYTES = 3_072;

    private static final int MAX_NAME_BYTES = 255;

    /** So many times the files that are allowed cannot become few enough by links that name nothing. */
    private static final int MANY = 4;

    private static final int MAX_POINTER_BYTES = 1_024;
    private static final String POINTER = "version https://git-lfs.github.com/spec/";
    private static final Pattern FORBIDDEN = Pattern.compile("[\0-\u001f\u007f-\u009f/\\\\\ufffd]");
    private static final Pattern LEFT_OUT_BY_HFS = Pattern.compile("[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]");
    private static final Pattern METADATA =
            Pattern.compile("(\\.git|git~1)[. ]*(:.*)?", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private final Map<String, RawObject> objects;
    private final ContentLimits limits;
    private final TreeVerdict.Refused refused = new TreeVerdict.Refused();
    private final SortedMap<String, String> served = new TreeMap<>();
    private int looked;

    /** How much is served, whatever is twice in one place counted twice. */
    private int placed;

    TreeOracle(Map<String, RawObject> objects, ContentLimits limits) {
        this.objects = objects;
        this.limits = limits;
    }

    TreeVerdict verdict(String root) {
        lookAtObjects(root);
        ModelDirectory site = directory(root, Optional.empty(), "", 0);
        site.all().forEach(this::lookAtEntries);
        ObjectId id = serve(site, "", 0);
        if (placed > limits.maxFiles()) {
            refused.add(ErrorCode.CONTENT_TOO_LARGE, "/");
        } else if (refused.isEmpty() && served.values().stream().noneMatch(ServedSite::isFile)) {
            refused.add(ErrorCode.CONTENT_REFUSED, "/");
        }
        if (served.keySet().stream().anyMatch(path -> utf8Length(path) > MAX_PATH_BYTES)) {
            refused.add(ErrorCode.CONTENT_TOO_LARGE, "/");
        }
        return refused.isEmpty() ? new TreeVerdict.Served(served, id) : refused;
    }

    private static int utf8Length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** An object that something names. */
    private record Named(String id, int type) {}

    /** Everything that is named has to be there, and what it is said to be. */
    private void lookAtObjects(String root) {
        Deque<Named> left = new ArrayDeque<>(List.of(new Named(root, Constants.OBJ_TREE)));
        Set<Named> seen = new HashSet<>(left);
        while (!left.isEmpty()) {
            Named named = left.remove();
            RawObject object = objects.get(named.id());
            if (object == null) {
                refused.add(ErrorCode.SOURCE_DAMAGED, named.id());
            } else if (!object.is(named.type())) {
                // Fetching does not look into what was fetched before.
                refused.addWhenWritten(ErrorCode.SOURCE_DAMAGED, named.id());
            } else if (named.type() == Constants.OBJ_TREE) {
                if (object.entries().isEmpty()) {
                    refused.add(ErrorCode.CONTENT_REFUSED, named.id());
                }
                for (RawEntry entry : entries(named.id())) {
                    Named next = new Named(entry.id(), entry.namesTree() ? Constants.OBJ_TREE : Constants.OBJ_BLOB);
                    if (!entry.namesNothingHere() && seen.add(next)) {
                        left.add(next);
                    }
                }
            }
        }
    }

    private List<RawEntry> entries(String id) {
        return Optional.ofNullable(objects.get(id)).flatMap(RawObject::entries).orElse(List.of());
    }

    private ModelDirectory directory(String id, Optional<ModelDirectory> parent, String path, int depth) {
        List<RawEntry> found = entries(id);
        ModelDirectory directory = new ModelDirectory(parent, path, found);
        looked += found.size();
        if (looked > MANY * limits.maxFiles() || depth > limits.maxDepth()) {
            refused.add(ErrorCode.CONTENT_TOO_LARGE, "/");
            refused.addOthers();
            return directory;
        }
        for (RawEntry entry : found) {
            if (entry.isDirectory()) {
                String below = directory.path(entry.name());
                directory.put(entry.name(), directory(entry.id(), Optional.of(directory), below, depth + 1));
            }
        }
        return directory;
    }

    private void lookAtEntries(ModelDirectory directory) {
        Set<String> names = new HashSet<>();
        for (RawEntry entry : directory.entries()) {
            boolean known = entry.isFile() || entry.isDirectory() || entry.isLink();
            if (isForbidden(entry.name()) || !names.add(entry.name()) || !known) {
                refuse(directory, entry);
            }
            if (entry.isLink() && objects.containsKey(entry.id())) {
                lookAtLink(directory, entry);
            }
        }
    }

    private void refuse(ModelDirectory directory, RawEntry entry) {
        refused.add(ErrorCode.CONTENT_REFUSED, printable(directory.path(entry.name())));
    }

    private static String printable(String bytes) {
        return EntryName.printable(RawEntry.text(bytes));
    }

    private static boolean isForbidden(String bytes) {
        try {
            byte[] raw = bytes.getBytes(StandardCharsets.ISO_8859_1);
            String name = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(raw))
                    .toString();
            String seenByHfs = LEFT_OUT_BY_HFS.matcher(name).replaceAll("");
            return raw.length > MAX_NAME_BYTES
                    || List.of("", ".", "..").contains(name)
                    || FORBIDDEN.matcher(name).find()
                    || METADATA.matcher(seenByHfs).matches();
        } catch (CharacterCodingException e) {
            return true;
        }
    }

    private String blob(String id) {
        return Optional.ofNullable(objects.get(id)).map(RawObject::content).orElse("");
    }

    /** A site would have no end if a link led to a directory from which one gets to the link again. */
    private void lookAtLink(ModelDirectory directory, RawEntry link) {
        ModelDirectory.End end = directory.end(link, this::blob);
        if (end instanceof ModelDirectory.End.Refused
                || (end instanceof ModelDirectory.End.Directory target && leadsTo(target.directory(), directory))) {
            refuse(directory, link);
        }
    }

    private boolean leadsTo(ModelDirectory from, ModelDirectory wanted) {
        Deque<ModelDirectory> left = new ArrayDeque<>(List.of(from));
        Set<ModelDirectory> seen = new HashSet<>(left);
        while (!left.isEmpty()) {
            ModelDirectory next = left.remove();
            if (next == wanted) {
                return true;
            }
            next.reached(this::blob).stream().filter(seen::add).forEach(left::add);
        }
        return false;
    }

    /** Puts a directory, with what links name in their places, among what is served. */
    private ObjectId serve(ModelDirectory directory, String path, int depth) {
        if (depth >= limits.maxDepth()) {
            refused.add(ErrorCode.CONTENT_TOO_LARGE, "/");
        }
        Map<String, String> modes = new TreeMap<>();
        Map<String, ObjectId> ids = new TreeMap<>();
        for (RawEntry entry : directory.entries()) {
            if (depth >= limits.maxDepth() || placed > limits.maxFiles()) {
                break;
            }
            String below = path + RawEntry.text(entry.name());
            ModelDirectory.End end = end(directory, entry);
            if (end instanceof ModelDirectory.End.File file) {
                serve(file.entry(), directory.path(entry.name()), below);
                modes.put(entry.name(), file.entry().isExecutable() ? "100755" : RawTree.FILE);
                ids.put(entry.name(), ObjectId.fromString(file.entry().id()));
            } else if (end instanceof ModelDirectory.End.Directory target) {
                put(below, ServedSite.DIRECTORY);
                modes.put(entry.name() + "/", RawTree.DIRECTORY);
                ids.put(entry.name() + "/", serve(target.directory(), below + "/", depth + 1));
            }
        }
        return id(modes, ids);
    }

    private ModelDirectory.End end(ModelDirectory directory, RawEntry entry) {
        if (entry.isLink()) {
            return directory.end(entry, this::blob);
        }
        return entry.isFile()
                ? new ModelDirectory.End.File(entry)
                : directory
                        .child(entry)
                        .<ModelDirectory.End>map(ModelDirectory.End.Directory::new)
                        .orElseGet(ModelDirectory.End.Nothing::new);
    }

    private void serve(RawEntry file, String place, String path) {
        String content = blob(file.id());
        if (content.length() > limits.maxFileBytes()) {
            refused.addWhenWritten(ErrorCode.CONTENT_TOO_LARGE, printable(place));
        }
        if (content.length() < MAX_POINTER_BYTES && content.startsWith(POINTER)) {
            refused.addWhenWritten(ErrorCode.CONTENT_REFUSED, printable(place));
        }
        put(path, ServedSite.file(file.isExecutable(), content));
    }

    private void put(String path, String what) {
        served.put(path, what);
        placed++;
    }

    /** The id of a tree with the entries that have these modes and ids, in the order that git has them in. */
    private static ObjectId id(Map<String, String> modes, Map<String, ObjectId> ids) {
        RawTree tree = new RawTree();
        modes.keySet().stream()
                .sorted(Comparator.comparing(key -> key.getBytes(StandardCharsets.ISO_8859_1), Arrays::compareUnsigned))
                .forEach(key -> tree.add(
                        modes.get(key),
                        key.replaceFirst("/$", "").getBytes(StandardCharsets.ISO_8859_1),
                        ids.get(key)));
        return new ObjectInserter.Formatter().idFor(Constants.OBJ_TREE, tree.bytes());
    }
}
