package io.cdntopology.git;

import java.io.IOException;
import org.eclipse.jgit.transport.Transport;

/** What is said to a server, and what comes of it. */
interface ServerExchange<T> {
    T run(Transport transport) throws IOException;
}
