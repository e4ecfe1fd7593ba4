package io.cdntopology.agent;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A process and all that it has started. What has left it, as daemons do, is not in it. */
final class ProcessTree {
    /** How long a process may take to end by itself before it is killed. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private final ProcessHandle root;

    ProcessTree(Process root) {
        this.root = root.toHandle();
    }

    /**
     * Ends it: asks by SIGTERM, and kills by SIGKILL what is still there after {@link #PATIENCE}. Returns once nothing of
     * it is left, or at once after killing it if the thread is interrupted, which keeps its status.
     */
    void end() {
        Set<ProcessHandle> members = members(root);
        members.forEach(ProcessHandle::destroy);
        boolean interrupted = !await(members);
        // Those that were started meanwhile, by those that did not end.
        Set<ProcessHandle> left = new LinkedHashSet<>();
        members.stream().filter(ProcessHandle::isAlive).forEach(member -> left.addAll(members(member)));
        left.forEach(ProcessHandle::destroyForcibly);
        if (!interrupted) {
            interrupted = !await(left);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static Set<ProcessHandle> members(ProcessHandle of) {
        Set<ProcessHandle> members = new LinkedHashSet<>();
        members.add(of);
        of.descendants().forEach(members::add);
        return members;
    }

    /** Waits until all have ended, or the time is up; whether it was not interrupted. */
    private static boolean await(Set<ProcessHandle> members) {
        CompletableFuture<?> all = CompletableFuture.allOf(
                members.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new));
        try {
            all.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }
}
