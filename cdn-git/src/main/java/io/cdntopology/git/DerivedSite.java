package io.cdntopology.git;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;

/**
 * What was made of a commit, by the same options, step by step. Kept as a tree, so that a reference to it keeps all of it.
 *
 * @param whole    the commit's tree, with those of its submodules in it
 * @param filtered what is taken of the directory that is the site
 * @param site     what is served
 * @param modules  how many submodules are in it
 */
record DerivedSite(ObjectId whole, ObjectId filtered, ObjectId site, int modules) {
    private static final String WHOLE = "1-whole";
    private static final String FILTERED = "2-filtered";
    private static final String SITE = "3-site";
    private static final String MODULES = "4-modules-";

    /** Writes the tree. */
    ObjectId write(NewObjects objects) throws IOException {
        return objects.tree(TreeBytes.of(List.of(
                new TreeBytes.Entry(TreeBytes.DIRECTORY, WHOLE, whole),
                new TreeBytes.Entry(TreeBytes.DIRECTORY, FILTERED, filtered),
                new TreeBytes.Entry(TreeBytes.DIRECTORY, SITE, site),
                new TreeBytes.Entry(TreeBytes.DIRECTORY, MODULES + modules, whole))));
    }

    static DerivedSite read(ObjectReader reader, ObjectId tree) throws IOException {
        Map<String, ObjectId> parts = new HashMap<>();
        TreeBytes.entries(reader, tree).forEach(entry -> parts.put(entry.name(), entry.id()));
        ObjectId whole = parts.get(WHOLE);
        ObjectId filtered = parts.get(FILTERED);
        ObjectId site = parts.get(SITE);
        if (whole == null || filtered == null || site == null) {
            throw new IOException("the tree " + tree.name() + " says nothing of a site");
        }
        int modules = parts.keySet().stream()
                .filter(name -> name.startsWith(MODULES))
                .mapToInt(name -> Integer.parseInt(name.substring(MODULES.length())))
                .sum();
        return new DerivedSite(whole, filtered, site, modules);
    }
}
