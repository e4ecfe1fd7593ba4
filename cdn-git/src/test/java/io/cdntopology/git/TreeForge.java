package io.cdntopology.git;

import io.cdntopology.topology.ContentLimits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;

/** Makes random sites in a repository: some as git writes them, some with a little in them that it would not, some with a lot. */
final class TreeForge {
    private static final List<String> ODD_MODES = List.of(
            "100600",
            "104755",
            "120777",
            "170000",
            "20000",
            "60000",
            "0",
            "1",
            "160000",
            "160755",
            "40755",
            "100645",
            "777777",
            "",
            "37777777777",
            "0100644",
            "8",
            "-1",
            "+100644",
            "100644 ");

    /** Mostly as git writes it, or with one thing that it would not: more of them hide each other. */
    private static final List<Integer> HOSTILITIES = List.of(0, 0, 0, 1, 1, 1, 1, 100);

    private static final int MAX_LEVELS = 4;

    private final Random random;
    private final FarSide far;
    private final ContentLimits limits;
    private final HostileNames names;
    private final Map<String, RawObject> objects = new HashMap<>();
    private final List<String> trees = new ArrayList<>();
    private final List<String> blobs = new ArrayList<>();

    /** How much may still be hostile. */
    private int hostility;

    TreeForge(Random random, FarSide far, ContentLimits limits) {
        this.random = random;
        this.far = far;
        this.limits = limits;
        this.names = new HostileNames(random);
    }

    /** All that was made, by its id. */
    Map<String, RawObject> objects() {
        return objects;
    }

    /** The ids of a tree and of all that is below it, and there. */
    List<String> reachable(String tree) {
        Set<String> found = new LinkedHashSet<>(List.of(tree));
        for (Deque<String> left = new ArrayDeque<>(found); !left.isEmpty(); ) {
            for (RawEntry entry : entries(left.remove())) {
                if (objects.containsKey(entry.id()) && found.add(entry.id())) {
                    left.add(entry.id());
                }
            }
        }
        return List.copyOf(found);
    }

    private List<RawEntry> entries(String id) {
        return objects.get(id).entries().orElse(List.of());
    }

    /** A tree and all that is below it, for people to read. */
    String describe(String tree) {
        StringBuilder text = new StringBuilder();
        for (String id : reachable(tree)) {
            RawObject object = objects.get(id);
            text.append(id).append(": ");
            if (object.entries().isPresent()) {
                entries(id).forEach(entry -> text.append("\n    ").append(entry));
            } else {
                String content = object.content();
                text.append(HostileNames.visible(content.substring(0, Math.min(200, content.length()))));
            }
            text.append('\n');
        }
        return text.toString();
    }

    /** The root of a site, new or not. */
    String site() {
        hostility = any(HOSTILITIES);
        return switch (random.nextInt(12)) {
            case 0 -> nested();
            case 1 -> multiplied();
            default -> tree(0);
        };
    }

    private <T> T any(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private boolean isHostile() {
        boolean hostile = hostility > 0 && random.nextInt(12) == 0;
        hostility -= hostile ? 1 : 0;
        return hostile;
    }

    private String insert(int type, byte[] bytes) {
        String id = new ObjectInserter.Formatter().idFor(type, bytes).name();
        if (objects.putIfAbsent(id, new RawObject(type, bytes)) == null) {
            far.insert(type, bytes);
            (type == Constants.OBJ_TREE ? trees : blobs).add(id);
        }
        return id;
    }

    private String blob(String text) {
        return insert(Constants.OBJ_BLOB, text.getBytes(StandardCharsets.UTF_8));
    }

    private String file() {
        if (isHostile()) {
            String pointer = "version https://git-lfs.github.com/spec/";
            int max = (int) limits.maxFileBytes();
            return blob(any(List.of(
                    pointer + "v1\n",
                    pointer + "x".repeat(1_023 - pointer.length()),
                    pointer + "x".repeat(1_024 - pointer.length()),
                    pointer.substring(1),
                    "x".repeat(max),
                    "x".repeat(max + 1))));
        }
        return blob("text " + random.nextInt(30));
    }

    private String tree(int level) {
        List<RawEntry> entries = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (int count = random.nextInt(level == 0 ? 9 : 5); count >= 0; count--) {
            boolean hostile = isHostile();
            String name = hostile ? hostileName(entries) : latin1(names.plain());
            if (taken.add(name) || hostile) {
                entries.add(entry(name, level, entries));
            }
        }
        return tree(entries);
    }

    private String hostileName(List<RawEntry> before) {
        return before.isEmpty() || random.nextInt(6) > 0
                ? latin1(names.hostile())
                : any(before).name();
    }

    private static String latin1(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private RawEntry entry(String name, int level, List<RawEntry> before) {
        RawEntry entry = wellFormed(name, level, before);
        if (!isHostile()) {
            return entry;
        }
        return switch (random.nextInt(4)) {
            case 0 -> new RawEntry(any(ODD_MODES), name, entry.id());
            case 1 -> new RawEntry(entry.mode(), name, missing());
            case 2 -> new RawEntry(entry.mode(), name, any(random.nextBoolean() || trees.isEmpty() ? blobs : trees));
            default -> new RawEntry(any(List.of("100644", "40000", "120000")), name, entry.id());
        };
    }

    private RawEntry wellFormed(String name, int level, List<RawEntry> before) {
        int kind = random.nextInt(20);
        if (kind < 5 && level < MAX_LEVELS) {
            return new RawEntry(any(List.of("40000", "40000", "040000")), name, tree(level + 1));
        }
        if (kind == 5 && !trees.isEmpty()) {
            return new RawEntry("40000", name, any(trees));
        }
        if (kind < 9) {
            return new RawEntry("120000", name, blob(target(level, before)));
        }
        return new RawEntry(any(List.of("100644", "100644", "100755", "100664")), name, file());
    }

    private String missing() {
        byte[] id = new byte[Constants.OBJECT_ID_LENGTH];
        random.nextBytes(id);
        return ObjectId.fromRaw(id).name();
    }

    /** Where a link leads: mostly to something that is there. */
    private String target(int level, List<RawEntry> before) {
        if (isHostile()) {
            return any(
                    List.of("", "/", "/etc/passwd", "x/".repeat(2_048), "x/".repeat(2_048) + "x", "a\0/../..", "\n"));
        }
        StringBuilder target = new StringBuilder();
        for (int up = isHostile() ? 9 : random.nextInt(level + 1); up > 0; up--) {
            target.append("../");
        }
        for (int count = random.nextInt(3); count >= 0; count--) {
            String sibling = before.isEmpty() ? "a" : any(before).name();
            String plain = new String(names.plain(), StandardCharsets.UTF_8);
            target.append(any(List.of(
                            plain,
                            RawEntry.text(sibling),
                            RawEntry.text(sibling),
                            ".",
                            "",
                            RawEntry.text(sibling) + "/..")))
                    .append('/');
        }
        // One that ends in a slash names directories only.
        return random.nextInt(4) == 0 ? target.toString() : target.substring(0, target.length() - 1);
    }

    private String tree(List<RawEntry> entries) {
        List<RawEntry> ordered = new ArrayList<>(entries);
        ordered.sort(Comparator.comparing(
                entry -> (entry.name() + (entry.isDirectory() ? "/" : "")).getBytes(StandardCharsets.ISO_8859_1),
                Arrays::compareUnsigned));
        if (isHostile()) {
            Collections.shuffle(ordered, random);
        }
        RawTree tree = new RawTree();
        ordered.forEach(entry -> tree.add(
                entry.mode(), entry.name().getBytes(StandardCharsets.ISO_8859_1), ObjectId.fromString(entry.id())));
        byte[] bytes = tree.bytes();
        return insert(Constants.OBJ_TREE, isHostile() ? Mutation.of(bytes, random) : bytes);
    }

    /** About as deep as it may be. */
    private String nested() {
        String tree = tree(MAX_LEVELS - 1);
        String name = random.nextInt(3) == 0 ? "d".repeat(100 + random.nextInt(150)) : "d";
        for (int levels = limits.maxDepth() - 1 - random.nextInt(12); levels > 0; levels--) {
            List<RawEntry> entries = new ArrayList<>(List.of(new RawEntry("40000", name, tree)));
            if (random.nextInt(4) == 0) {
                entries.add(wellFormed("e", MAX_LEVELS, entries));
            }
            tree = tree(entries);
        }
        return tree;
    }

    /** A directory in many places, often in too many. */
    private String multiplied() {
        String tree = tree(List.of(new RawEntry("100644", "f", file())));
        for (int levels = 2 + random.nextInt(5); levels > 0; levels--) {
            List<RawEntry> entries = new ArrayList<>();
            for (int i = 2 + random.nextInt(5); i > 0; i--) {
                entries.add(new RawEntry("40000", "d" + i, tree));
            }
            tree = tree(entries);
        }
        return tree;
    }
}
