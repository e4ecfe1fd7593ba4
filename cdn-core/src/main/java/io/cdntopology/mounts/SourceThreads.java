package io.cdntopology.mounts;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.release.CommitId;
import io.cdntopology.spi.ContentRepository;
import io.cdntopology.spi.Revision;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Asks several sources at the same time. The first failure ends it for all of them. Thread-safe. */
final class SourceThreads implements AutoCloseable {
    private static final String ASKING = "Asking the sources of the site";

    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "cdn-sources");
        thread.setDaemon(true);
        return thread;
    });

    /** What one of the sources is asked; it may tell of a commit that is not here yet. */
    private interface Question {
        Revision ask(Consumer<CommitId> coming);
    }

    /** One of the sources while it is asked. */
    private record Asked(
            Question question,
            AtomicBoolean comes,
            CompletableFuture<CommitId> named,
            CompletableFuture<Revision> answer)
            implements Runnable {
        Asked(Question question) {
            this(question, new AtomicBoolean(), new CompletableFuture<>(), new CompletableFuture<>());
        }

        private void coming(CommitId commit) {
            comes.set(true);
            named.complete(commit);
        }

        @Override
        public void run() {
            try {
                Revision revision = question.ask(this::coming);
                named.complete(revision.release().commit());
                answer.complete(revision);
            } catch (Throwable e) {
                named.completeExceptionally(e);
                answer.completeExceptionally(e);
            }
        }
    }

    /**
     * Brings the newest commit of each close.
     *
     * @param coming hears, in the calling thread, of the commits, in the order of the sources, as soon as all are known,
     *     if one of them is not here yet
     */
    List<Revision> latest(List<ContentRepository> sources, Consumer<List<CommitId>> coming) {
        return ask(sources.stream().<Question>map(source -> source::latest).toList(), coming);
    }

    /** Brings one commit of each close. */
    List<Revision> at(List<ContentRepository> sources, List<CommitId> commits) {
        List<Question> questions = new ArrayList<>();
        for (int i = 0; i < sources.size(); i++) {
            ContentRepository source = sources.get(i);
            CommitId commit = commits.get(i);
            questions.add(coming -> source.at(commit));
        }
        return ask(questions, coming -> {});
    }

    private List<Revision> ask(List<Question> questions, Consumer<List<CommitId>> coming) {
        List<Asked> asked = questions.stream().map(Asked::new).toList();
        List<Future<?>> running = new ArrayList<>();
        boolean complete = false;
        try {
            asked.forEach(one -> running.add(threads.submit(one)));
            List<CommitId> named = all(asked.stream().map(Asked::named).toList());
            if (asked.stream().anyMatch(one -> one.comes().get())) {
                coming.accept(named);
            }
            List<Revision> revisions = all(asked.stream().map(Asked::answer).toList());
            complete = true;
            return revisions;
        } catch (RejectedExecutionException e) {
            throw CdnException.of(
                    ErrorCode.CLOSED, ASKING, new Problem("sources", "the repository is closed", "open it again"), e);
        } finally {
            if (!complete) {
                running.forEach(task -> task.cancel(true));
            }
        }
    }

    private static <T> List<T> all(List<CompletableFuture<T>> results) {
        CompletableFuture<Void> all = CompletableFuture.allOf(results.toArray(CompletableFuture[]::new));
        results.forEach(result -> {
            var unused = result.exceptionally(failure -> {
                all.completeExceptionally(failure);
                throw new CompletionException(failure);
            });
        });
        try {
            all.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CdnException.of(
                    ErrorCode.INTERRUPTED,
                    ASKING,
                    new Problem("sources", "the thread was interrupted", "try again"),
                    e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof CdnException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
        return results.stream().map(CompletableFuture::join).toList();
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
