package io.cdntopology.git;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.release.EntryName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.jspecify.annotations.Nullable;

/**
 * What {@code .gitmodules} says of a submodule. Whoever can push can write anything there: what is here has been looked at,
 * apart from the URL.
 *
 * @param path where it is in the repository: names joined by slashes
 * @param url  where its repository is, as it is written there
 */
record GitModule(String path, String url) {
    private static final String FILE = ".gitmodules";
    private static final String SECTION = "submodule";
    private static final int MAX_BYTES = 256 * 1024;
    private static final int MAX_NAMES = 60;

    /**
     * Those of a tree; none if it has no such file.
     *
     * @param location of the repository
     * @throws CdnException with {@code CONTENT_REFUSED} if one of them has a path or a name that may be an attack
     */
    static List<GitModule> of(ObjectReader reader, ObjectId tree, String location) throws IOException {
        Optional<TreeBytes.Entry> file = TreeBytes.find(reader, tree, FILE);
        if (file.isEmpty()) {
            return List.of();
        }
        if (!file.get().isFile()) {
            throw refused(location, "it is no file, but a link, a directory or a submodule");
        }
        ObjectLoader loader = reader.open(file.get().id(), Constants.OBJ_BLOB);
        if (loader.getSize() > MAX_BYTES) {
            throw refused(location, "it is larger than " + MAX_BYTES / 1024 + " KiB");
        }
        return read(config(new String(loader.getBytes(), StandardCharsets.UTF_8), location), location);
    }

    private static Config config(String text, String location) {
        Config config = new Config();
        try {
            config.fromText(text);
            return config;
        } catch (ConfigInvalidException e) {
            throw refused(location, "it cannot be read as a configuration of git");
        }
    }

    private static List<GitModule> read(Config config, String location) {
        List<GitModule> modules = new ArrayList<>();
        Set<String> paths = new HashSet<>();
        for (String name : config.getSubsections(SECTION)) {
            String path = config.getString(SECTION, name, "path");
            String url = config.getString(SECTION, name, "url");
            if (!isName(name)) {
                throw refused(location, "the name '" + EntryName.printable(name) + "' in it is refused");
            }
            if (path == null || url == null) {
                continue;
            }
            if (!isPath(path)) {
                throw refused(location, "the path '" + EntryName.printable(path) + "' in it is refused");
            }
            if (!paths.add(path)) {
                throw refused(location, "two submodules in it are at '" + EntryName.printable(path) + "'");
            }
            modules.add(new GitModule(path, url));
        }
        return modules;
    }

    private static boolean isName(String name) {
        return !name.startsWith("-")
                && !name.startsWith("/")
                && name.indexOf('\\') < 0
                && name.chars().noneMatch(Character::isISOControl)
                && !List.of(name.split("/", -1)).contains("..");
    }

    private static boolean isPath(String path) {
        List<String> names = List.of(path.split("/", -1));
        return !path.startsWith("-")
                && names.size() <= MAX_NAMES
                && names.stream().allMatch(name -> EntryName.problem(path, name).isEmpty());
    }

    private static CdnException refused(String location, String why) {
        return CdnException.of(
                ErrorCode.CONTENT_REFUSED,
                "Looking for the submodules of " + location,
                new Problem(FILE, why, "correct it, and push again"));
    }

    /** The commit of it that a tree names; empty if there is none at its path. */
    Optional<ObjectId> commit(ObjectReader reader, ObjectId tree) throws IOException {
        return TreeBytes.find(reader, tree, path)
                .filter(TreeBytes.Entry::isSubmodule)
                .map(TreeBytes.Entry::id);
    }

    /**
     * Where its repository is, by the rules for the address of a source.
     *
     * @param parent the repository that it is a part of
     * @throws CdnException with {@code CONTENT_REFUSED} if there is no such address, or it is not for that repository to say
     */
    GitLocation location(GitLocation parent) {
        if (url.startsWith("-") || url.chars().anyMatch(Character::isISOControl)) {
            throw refusedUrl("it is no URL", null);
        }
        GitLocation location = isRelative() ? beside(parent) : parsed(url);
        if (!(location instanceof GitLocation.Directory)) {
            return location;
        }
        if (!(parent instanceof GitLocation.Directory)) {
            throw refusedUrl("it names a directory of this machine, in a repository that is on a server", null);
        }
        if (!isRelative() && !url.startsWith("/") && !url.startsWith("file:")) {
            throw refusedUrl("it is relative to no repository", null);
        }
        return location;
    }

    private boolean isRelative() {
        return url.startsWith("./") || url.startsWith("../");
    }

    private GitLocation parsed(String address) {
        try {
            return GitLocation.parse(address);
        } catch (CdnException e) {
            throw refusedUrl(e.problems().get(0).why(), e);
        }
    }

    private GitLocation beside(GitLocation parent) {
        if (parent instanceof GitLocation.Directory directory) {
            return GitLocation.Directory.of(directory.path().resolve(url));
        }
        String base = parent instanceof GitLocation.Ssh ssh ? ssh.address() : parent.text();
        int scheme = base.indexOf("://");
        int root = scheme < 0 ? base.indexOf(':') + 1 : base.indexOf('/', scheme + 3);
        if (root < 0) {
            throw refusedUrl("it leaves the server", null);
        }
        String path = base.substring(root);
        List<String> names = new ArrayList<>(List.of(path.split("/", -1)));
        names.removeIf(String::isEmpty);
        for (String name : url.split("/", -1)) {
            if (name.equals("..")) {
                if (names.isEmpty()) {
                    throw refusedUrl("it leaves the server", null);
                }
                names.remove(names.size() - 1);
            } else if (!name.isEmpty() && !name.equals(".")) {
                names.add(name);
            }
        }
        return parsed(base.substring(0, root) + (path.startsWith("/") ? "/" : "") + String.join("/", names));
    }

    private CdnException refusedUrl(String why, @Nullable Throwable cause) {
        return CdnException.of(
                ErrorCode.CONTENT_REFUSED,
                "Looking for the submodule '" + EntryName.printable(path) + "'",
                new Problem(
                        "url '" + EntryName.printable(Masking.url(url)) + "'",
                        why,
                        "write a URL in .gitmodules that a source may have, or one that starts with ../, and push again"),
                cause);
    }
}
