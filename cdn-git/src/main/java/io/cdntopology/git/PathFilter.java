package io.cdntopology.git;

import io.cdntopology.failure.CdnException;
import java.util.List;

/**
 * Which files of a site are taken.
 *
 * @param only   patterns, one of which they have; all files have none
 * @param except patterns, none of which they have
 */
record PathFilter(List<String> only, List<String> except) {
    static final PathFilter ALL = new PathFilter(List.of(), List.of());

    PathFilter {
        only = List.copyOf(only);
        except = List.copyOf(except);
    }

    /** Throws {@link CdnException} with {@code INVALID_ARGUMENT} if one of the patterns is none. */
    void check() {
        Place unused = root();
    }

    boolean isAll() {
        return only.isEmpty() && except.isEmpty();
    }

    /** The root of the site. */
    Place root() {
        return new Place(
                Progress.of(only.stream()
                        .map(pattern -> PathGlob.of("only", pattern))
                        .toList()),
                Progress.of(except.stream()
                        .map(pattern -> PathGlob.of("except", pattern))
                        .toList()),
                only.isEmpty());
    }

    /** What becomes of a file or a directory. */
    sealed interface Fate {}

    /** It is as it is, with all that is in it. */
    record Taken() implements Fate {}

    /** It is left out, with all that is in it. */
    record Dropped() implements Fate {}

    private static final Taken TAKEN = new Taken();
    private static final Dropped DROPPED = new Dropped();

    /**
     * A directory, in which some may be taken and some left out.
     *
     * @param isWanted whether what is in it is taken unless it is excepted
     */
    record Place(Progress only, Progress except, boolean isWanted) implements Fate {
        /** What becomes of an entry. */
        Fate fate(String name, boolean isDirectory) {
            int[] characters = name.codePoints().toArray();
            Progress exceptNow = except.after(characters);
            if (exceptNow.isWhole(isDirectory)) {
                return DROPPED;
            }
            Progress onlyNow = only.after(characters);
            boolean isWantedNow = isWanted || onlyNow.isWhole(isDirectory);
            boolean mayChange = isDirectory && (isWantedNow ? exceptNow : onlyNow).isUnderWay();
            if (mayChange) {
                return new Place(onlyNow, exceptNow, isWantedNow);
            }
            return isWantedNow ? TAKEN : DROPPED;
        }

        /** Whether the file at a path is taken. */
        boolean takes(String path) {
            Fate fate = this;
            String[] names = path.split("/", -1);
            for (int i = 0; i < names.length && fate instanceof Place place; i++) {
                fate = place.fate(names[i], i < names.length - 1);
            }
            return fate instanceof Taken;
        }

        /** What becomes of the directory at a path. */
        Fate fateOf(String path) {
            Fate fate = this;
            for (String name : path.split("/", -1)) {
                if (!(fate instanceof Place place)) {
                    return fate;
                }
                fate = place.fate(name, true);
            }
            return fate;
        }
    }

    /** How far patterns have come on the way to a place. */
    record Progress(List<PathGlob> patterns, List<Long> found) {
        static Progress of(List<PathGlob> patterns) {
            return new Progress(patterns, patterns.stream().map(PathGlob::start).toList());
        }

        Progress after(int[] name) {
            Long[] next = new Long[patterns.size()];
            for (int i = 0; i < next.length; i++) {
                next[i] = patterns.get(i).after(found.get(i), name);
            }
            return new Progress(patterns, List.of(next));
        }

        boolean isWhole(boolean isDirectory) {
            for (int i = 0; i < patterns.size(); i++) {
                if (patterns.get(i).isWhole(found.get(i), isDirectory)) {
                    return true;
                }
            }
            return false;
        }

        boolean isUnderWay() {
            return found.stream().anyMatch(some -> some != 0);
        }
    }
}
