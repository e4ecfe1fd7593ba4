package io.cdntopology.git;

import java.io.IOException;
import org.eclipse.jgit.lib.Repository;

/** How a server is spoken to. Used by one thread at a time, apart from one that nobody waits for any more. */
interface Wire extends AutoCloseable {
    /**
     * Runs an exchange.
     *
     * @param here     what is fetched into
     * @param deadline when it is over, the exchange has to end
     */
    <T> T exchange(Repository here, Deadline deadline, ServerExchange<T> exchange) throws IOException;

    /** Gives up what is kept between two exchanges. */
    @Override
    void close();
}
