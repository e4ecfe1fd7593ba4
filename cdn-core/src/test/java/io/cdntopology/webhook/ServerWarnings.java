package io.cdntopology.webhook;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * What Java's own HTTP server logs while this is open. By reflection: the module of the library, as part of which its tests are
 * compiled, does not read the one of that log.
 */
final class ServerWarnings implements AutoCloseable {
    private final List<String> messages = Collections.synchronizedList(new ArrayList<>());
    private final Class<?> filterType = Class.forName("java.util.logging.Filter");

    /** Kept, as one that nobody keeps is forgotten. */
    private final Object logger;

    ServerWarnings() throws ReflectiveOperationException {
        logger = Class.forName("java.util.logging.Logger")
                .getMethod("getLogger", String.class)
                .invoke(null, "com.sun.net.httpserver");
        set(Optional.of(Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {filterType}, (self, method, args) -> {
                    messages.add(String.valueOf(
                            args[0].getClass().getMethod("getMessage").invoke(args[0])));
                    return true;
                })));
    }

    private void set(Optional<Object> filter) throws ReflectiveOperationException {
        logger.getClass().getMethod("setFilter", filterType).invoke(logger, filter.orElse(null));
    }

    List<String> messages() {
        return messages;
    }

    @Override
    public void close() throws ReflectiveOperationException {
        set(Optional.empty());
    }
}
