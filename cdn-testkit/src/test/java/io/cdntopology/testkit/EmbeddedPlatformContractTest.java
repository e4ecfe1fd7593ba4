package io.cdntopology.testkit;

import io.cdntopology.embedded.EmbeddedPlatform;
import io.cdntopology.spi.ContainerPlatform;

class EmbeddedPlatformContractTest extends ContainerPlatformContractTest {
    private final ContainerPlatform platform = EmbeddedPlatform.temporary();

    @Override
    protected ContainerPlatform platform() {
        return platform;
    }

    @Override
    protected boolean partsOutliveTheirSession() {
        return false;
    }
}
