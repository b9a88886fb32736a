package dev.retort.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.retort.generation.GenerationHandle;
import dev.retort.generation.PendingHandle;
import dev.retort.serving.ServedVersion;

/** The reply that is being written, with all that was sent of it. Its text belongs to its {@link Conversation}'s lock. */
final class Reply {
    private final OutFrame.ResponseCreated created;
    private final String text;
    private final List<OutFrame> deltas = new ArrayList<>();
    private boolean begun;
    private final PendingHandle handle = new PendingHandle();

    Reply(OutFrame.ResponseCreated created, String text) {
        this.created = created;
        this.text = text;
    }

    String exchangeId() {
        return created.exchangeId();
    }

    Optional<String> messageId() {
        return created.messageId();
    }

    ServedVersion model() {
        return created.model();
    }

    boolean modelChanged() {
        return created.modelChanged();
    }

    /** The message. */
    String text() {
        return text;
    }

    /** Tells whether nobody has begun it yet; from now on somebody has. */
    boolean begins() {
        boolean first = !begun;
        begun = true;
        return first;
    }

    List<OutFrame> framesSoFar() {
        List<OutFrame> frames = new ArrayList<>(deltas.size() + 1);
        frames.add(created);
        frames.addAll(deltas);
        return frames;
    }

    OutFrame append(String delta) {
        OutFrame frame = new OutFrame.Delta(exchangeId(), deltas.size(), delta);
        deltas.add(frame);
        return frame;
    }

    void cancel() {
        handle.cancel();
    }

    /** The engine has it; cancelled at once if that was asked for meanwhile. */
    void isWrittenBy(GenerationHandle engineHandle) {
        handle.isWrittenBy(engineHandle);
    }
}
