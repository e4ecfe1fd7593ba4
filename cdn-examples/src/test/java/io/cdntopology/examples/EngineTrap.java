package io.cdntopology.examples;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stops the world of an application at a call that changes something on its engine: the application hears nothing more of
 * that call, until it is let go.
 */
final class EngineTrap {
    private static final Pattern CHANGE =
            Pattern.compile("^(POST|PUT|DELETE) (?:/v[0-9.]+)?/([a-z]+)/([^/? ]+)(/[a-z]+)?");
    private static final String END_OF_HEAD = "\r\n\r\n";
    private static final Pattern LENGTH = Pattern.compile("\r\nContent-Length: ([0-9]+)\r\n");

    private final Optional<Place> place;
    private final List<String> calls = new ArrayList<>();
    private final CompletableFuture<String> sprung = new CompletableFuture<>();
    private final CountDownLatch released = new CountDownLatch(1);

    /** How far a call has come. */
    enum Moment {
        /** The engine has been told, and is at it; files, whose length it is not told before, are on their way. */
        TOLD,
        /** The engine has done it, and has said so. */
        DONE
    }

    /**
     * Where the trap is.
     *
     * @param number counts calls that change something, from 1; which one that is may differ from run to run
     */
    record Place(int number, Moment moment) {}

    /** A call that changes something: its number, and its method and path, without names and ids. */
    private record Call(int number, String what) {}

    private EngineTrap(Optional<Place> place) {
        this.place = place;
    }

    static EngineTrap at(Place place) {
        return new EngineTrap(Optional.of(place));
    }

    /** None, which only counts. */
    static EngineTrap none() {
        return new EngineTrap(Optional.empty());
    }

    /** The calls that there were, in their order. */
    List<String> calls() {
        synchronized (calls) {
            return List.copyOf(calls);
        }
    }

    /** The call that somebody was caught at, when that is so. */
    CompletableFuture<String> sprung() {
        return sprung;
    }

    /** Lets go what is held. */
    void release() {
        released.countDown();
    }

    private Optional<Call> call(String request) {
        Matcher change = CHANGE.matcher(request);
        if (!change.find()) {
            return Optional.empty();
        }
        String subject = change.group(3).equals("create") ? "create" : "*";
        String action = Optional.ofNullable(change.group(4)).orElse("");
        String what = change.group(1) + " " + change.group(2) + "/" + subject + action;
        synchronized (calls) {
            calls.add(what);
            return Optional.of(new Call(calls.size(), what));
        }
    }

    /** A way through for one connection. */
    EngineProxy.Gate gate() {
        return new Connection();
    }

    /** A connection: one call after another. */
    private final class Connection implements EngineProxy.Gate {
        private volatile Optional<Call> current = Optional.empty();
        private String request = "";

        @Override
        public void request(ByteBuffer bytes) {
            String text = StandardCharsets.ISO_8859_1.decode(bytes).toString();
            Optional<Call> begun = call(text);
            if (begun.isPresent() || text.startsWith("GET ")) {
                current = begun;
                request = "";
            }
            if (isAt(Moment.TOLD)) {
                request += text;
            }
        }

        @Override
        public void requestPassed() throws IOException {
            if (isAt(Moment.TOLD) && isTold()) {
                hold();
            }
        }

        private boolean isTold() {
            int body = request.indexOf(END_OF_HEAD) + END_OF_HEAD.length();
            if (body < END_OF_HEAD.length()) {
                return false;
            }
            Matcher length = LENGTH.matcher(request);
            return length.find()
                    ? request.length() >= body + Integer.parseInt(length.group(1))
                    : request.length() > body;
        }

        @Override
        public void answer(ByteBuffer bytes) throws IOException {
            if (isAt(Moment.DONE)) {
                hold();
            }
        }

        private boolean isAt(Moment moment) {
            return current.flatMap(call -> place.filter(new Place(call.number(), moment)::equals))
                    .isPresent();
        }

        private void hold() throws IOException {
            sprung.complete(current.map(Call::what).orElseThrow());
            try {
                released.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw (IOException) new InterruptedIOException("nothing passes any more").initCause(e);
            }
        }
    }
}
