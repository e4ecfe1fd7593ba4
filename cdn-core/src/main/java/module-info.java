/** The core of cdn-topology: the model, the release store, the synchronizer, the three ports, and embedded parts. */
module io.cdntopology.core {
    requires static transitive org.jspecify;
    requires com.fasterxml.jackson.core;
    requires java.net.http;
    requires jdk.httpserver;
    requires org.slf4j;

    exports io.cdntopology;
    exports io.cdntopology.embedded;
    exports io.cdntopology.event;
    exports io.cdntopology.failure;
    exports io.cdntopology.mounts;
    exports io.cdntopology.observed;
    exports io.cdntopology.operate;
    exports io.cdntopology.plan;
    exports io.cdntopology.release;
    exports io.cdntopology.rules;
    exports io.cdntopology.spi;
    exports io.cdntopology.store;
    exports io.cdntopology.sync;
    exports io.cdntopology.topology;
    exports io.cdntopology.webhook;
}
