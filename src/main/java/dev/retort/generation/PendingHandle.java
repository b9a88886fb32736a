package dev.retort.generation;

import java.util.Optional;

/** The handle of a request on its way to the engine. Cancelled on the way, the request is cancelled as soon as the engine has it. For any thread. */
public final class PendingHandle implements GenerationHandle {
    private Optional<GenerationHandle> handle = Optional.empty();
    private boolean cancelled;

    /** The engine has it. */
    public void isWrittenBy(GenerationHandle engineHandle) {
        boolean late;
        synchronized (this) {
            handle = Optional.of(engineHandle);
            late = cancelled;
        }
        if (late) {
            engineHandle.cancel();
        }
    }

    @Override
    public void cancel() {
        Optional<GenerationHandle> started;
        synchronized (this) {
            cancelled = true;
            started = handle;
        }
        started.ifPresent(GenerationHandle::cancel);
    }
}
