package io.cdntopology.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import java.nio.charset.StandardCharsets;

/** What a container writes, as text. Thread-safe. */
final class FrameText extends ResultCallback.Adapter<Frame> {
    private final StringBuilder text = new StringBuilder();

    @Override
    public void onNext(Frame frame) {
        synchronized (text) {
            text.append(new String(frame.getPayload(), StandardCharsets.UTF_8));
        }
    }

    /** All of it until now. */
    String text() {
        synchronized (text) {
            return text.toString().strip();
        }
    }
}
