package io.cdntopology.git;

import java.io.IOException;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.Transport;

/** How a server is spoken to. Used by one thread at a time, apart from one that nobody waits for any more. */
interface Wire extends AutoCloseable {
    /** An exchange with the server. */
    interface Exchange<T> {
        T run(Transport transport) throws IOException;
    }

    /**
     * Runs an exchange.
     *
     * @param here     what is fetched into
     * @param deadline when it is over, the exchange has to end
     */
    <T> T exchange(Repository here, Deadline deadline, Exchange<T> exchange) throws IOException;

    /** Gives up what is kept between two exchanges. */
    @Override
    void close();
}
