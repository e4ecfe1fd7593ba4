package io.cdntopology.docker;

import com.github.dockerjava.api.model.ResponseItem;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How far each layer is, by what an engine tells of it. Thread-safe. */
final class LayerProgress {
    private static final Set<String> KNOWN =
            Set.of("Pulling fs layer", "Waiting", "Verifying Checksum", "Extracting", "Preparing", "Already exists");
    private static final Set<String> MOVING = Set.of("Downloading", "Pushing");
    private static final Set<String> MOVED = Set.of("Download complete", "Pull complete", "Pushed");
    private static final Set<String> DONE = Set.of("Already exists", "Pull complete", "Pushed", "Layer already exists");
    private static final String MOUNTED = "Mounted from ";

    /** One that moves keeps its bytes when it is done, since what is told then has none. */
    private record Layer(long bytesDone, long bytesTotal, boolean isDone) {}

    private final Map<String, Layer> layers = new LinkedHashMap<>();

    synchronized void told(ResponseItem item) {
        @Nullable String id = item.getId();
        @Nullable String status = item.getStatus();
        if (id != null && status != null && isOfLayer(status)) {
            Layer before = layers.getOrDefault(id, new Layer(0, 0, false));
            layers.put(id, after(before, status, item.getProgressDetail()));
        }
    }

    private static boolean isOfLayer(String status) {
        return KNOWN.contains(status)
                || MOVING.contains(status)
                || MOVED.contains(status)
                || DONE.contains(status)
                || status.startsWith(MOUNTED);
    }

    private static Layer after(Layer before, String status, ResponseItem.@Nullable ProgressDetail detail) {
        boolean done = before.isDone() || DONE.contains(status) || status.startsWith(MOUNTED);
        if (MOVED.contains(status)) {
            return new Layer(before.bytesTotal(), before.bytesTotal(), done);
        }
        if (MOVING.contains(status) && detail != null) {
            long moved = Math.max(before.bytesDone(), number(detail.getCurrent()));
            long total = Math.max(before.bytesTotal(), number(detail.getTotal()));
            return new Layer(moved, Math.max(moved, total), done);
        }
        return new Layer(before.bytesDone(), before.bytesTotal(), done);
    }

    private static long number(@Nullable Long told) {
        return told == null || told < 0 ? 0 : told;
    }

    synchronized TransferProgress progress() {
        Collection<Layer> all = layers.values();
        return new TransferProgress(
                (int) all.stream().filter(Layer::isDone).count(),
                all.size(),
                all.stream().mapToLong(Layer::bytesDone).sum(),
                all.stream().mapToLong(Layer::bytesTotal).sum());
    }
}
