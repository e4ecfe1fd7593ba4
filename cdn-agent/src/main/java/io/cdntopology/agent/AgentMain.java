package io.cdntopology.agent;

import io.cdntopology.failure.CdnException;
import io.cdntopology.git.Git;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The program. Runs until SIGTERM or SIGINT, which it obeys within ten seconds.
 *
 * <p>Exit status: 0 after {@code --help} and {@code --version}, 1 if it cannot run here, 2 if an option is wrong, 143 after
 * SIGTERM, 130 after SIGINT.
 */
public final class AgentMain {
    private static final int CANNOT_RUN = 1;
    private static final int USAGE = 2;

    /** How long an orderly end may take. What is killed then is whole when it is opened again. */
    private static final Duration PATIENCE = Duration.ofSeconds(9);

    private AgentMain() {}

    /** Runs the agent. See {@code --help}. */
    public static void main(String[] args) throws InterruptedException {
        limitRequests();
        Git.keepLittleInMemory();
        int status = run(List.of(args), System.getenv(), System.out, System.err);
        System.exit(status);
    }

    /** Somebody who asks for the agent's health slowly, or often, must not keep others from asking. */
    private static void limitRequests() {
        System.setProperty("sun.net.httpserver.maxReqTime", "5");
        System.setProperty("sun.net.httpserver.maxRspTime", "5");
        System.setProperty("jdk.httpserver.maxConnections", "100");
    }

    /** Runs it; returns the exit status if there is nothing to run, or it cannot. */
    static int run(List<String> arguments, Map<String, String> environment, PrintStream out, PrintStream err)
            throws InterruptedException {
        CommandLineArguments given = CommandLineArguments.parse(arguments);
        if (given.print().isPresent()) {
            out.print(given.print().get());
            return 0;
        }
        AgentSettings settings;
        try {
            settings = AgentSettings.read(given.values(), environment, given.problems());
        } catch (CdnException e) {
            err.println(e.getMessage());
            return USAGE;
        }
        Agent agent = new Agent(settings);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(agent), "cdn-agent-end"));
        try {
            agent.open();
        } catch (CdnException e) {
            err.println(e.getMessage());
            return CANNOT_RUN;
        } catch (RuntimeException e) {
            // Threads that run already would keep a process alive that does nothing.
            err.println("The agent cannot start, which is a defect:");
            e.printStackTrace(err);
            return CANNOT_RUN;
        }
        new CountDownLatch(1).await();
        return 0;
    }

    private static void end(Agent agent) {
        Thread closing = new Thread(agent::close, "cdn-agent-close");
        closing.setDaemon(true);
        closing.start();
        try {
            // The virtual machine ends after this, whether it has closed or not.
            TimeUnit.NANOSECONDS.timedJoin(closing, PATIENCE.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
