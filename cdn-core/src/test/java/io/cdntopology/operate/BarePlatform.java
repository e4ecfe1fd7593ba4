package io.cdntopology.operate;

import io.cdntopology.spi.ContentHost;
import io.cdntopology.spi.PlatformSession;
import io.cdntopology.topology.PartId;
import java.nio.file.Path;
import java.util.List;

/** A platform of which only what exists, and what is made and removed, is of interest. */
abstract class BarePlatform implements PlatformSession {
    @Override
    public List<ContentHost> hosts() {
        return List.of();
    }

    @Override
    public Path workDirectory() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void start(PartId part) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void onChange(Runnable listener) {}

    @Override
    public void close() {}
}
