package io.cdntopology.git;

import java.io.IOException;
import org.eclipse.jgit.transport.Transport;

/** What is said to a server, and what comes of it. */
interface ServerExchange<T> {
    /**
     * Says it.
     *
     * @param references is how references are asked for
     */
    T run(Transport transport, ReferenceLimit references) throws IOException;
}
