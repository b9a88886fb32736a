package dev.retort.serving;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;

import dev.retort.generation.Completion;
import dev.retort.generation.FinishReason;
import dev.retort.generation.GenerationHandle;
import dev.retort.generation.GenerationListener;
import dev.retort.generation.PendingHandle;
import dev.retort.model.ScoredToken;

/** One piece of work on its way through admission: it waits, is written, and ends once. */
final class Ticket implements GenerationHandle, GenerationListener {
    private final Admission admission;
    private final Lease lease;
    private final String client;
    private final Work work;
    private final ReplySpan span;
    private final long came = System.nanoTime();
    private long began;
    private long firstToken;
    private final PendingHandle running = new PendingHandle();
    // guarded by this
    private Optional<Future<?>> deadline = Optional.empty();
    private boolean ended;

    Ticket(Admission admission, Lease lease, String client, Work work, ReplySpan span) {
        this.admission = admission;
        this.lease = lease;
        this.client = client;
        this.work = work;
        this.span = span;
    }

    String client() {
        return client;
    }

    Work work() {
        return work;
    }

    ServedVersion version() {
        return lease.version();
    }

    /** Ends it: at once if it still waits, else at the engine's next step. */
    @Override
    public void cancel() {
        if (admission.withdraw(this)) {
            end();
            Duration waited = Duration.ofNanos(System.nanoTime() - came);
            tellDone(new Completion("", new int[0], FinishReason.CANCELLED, work.request().prompt().length, waited, waited));
            return;
        }
        running.cancel();
    }

    /** Its time is over: what waits fails, what is being written ends as it is. */
    void overdue(Duration limit) {
        if (admission.withdraw(this)) {
            tellFailure(new OverdueException(limit));
        } else {
            cancel();
        }
    }

    /** It was not taken on. */
    void refused(String reason) {
        span.failed(reason);
    }

    void endsBy(Future<?> timer) {
        boolean late;
        synchronized (this) {
            deadline = Optional.of(timer);
            late = ended;
        }
        if (late) {
            timer.cancel(false);
        }
    }

    /** Its turn has come. Fails as the engine does. */
    void begin() {
        began = System.nanoTime();
        running.isWrittenBy(lease.engine().submit(work.request(), this));
    }

    Duration waited() {
        return Duration.ofNanos(began - came);
    }

    /** Since it came, the wait included. */
    Duration untilFirstToken() {
        return Duration.ofNanos(firstToken - came);
    }

    Duration sinceFirstToken() {
        return Duration.ofNanos(System.nanoTime() - firstToken);
    }

    Duration sinceItBegan() {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    Duration sinceItCame() {
        return Duration.ofNanos(System.nanoTime() - came);
    }

    @Override
    public void onToken(int token, Optional<ScoredToken> scored) {
        if (firstToken == 0) {
            firstToken = System.nanoTime();
        }
        work.listener().onToken(token, scored);
    }

    @Override
    public void onDelta(String text) {
        work.listener().onDelta(text);
    }

    /** The place is given on before the listener hears of it. */
    @Override
    public void onDone(Completion completion) {
        end();
        admission.done(this, completion);
        tellDone(completion);
    }

    @Override
    public void onFailure(Throwable failure) {
        end();
        admission.failed(this);
        tellFailure(failure);
    }

    private void tellDone(Completion completion) {
        span.done(completion, () -> work.listener().onDone(completion));
    }

    private void tellFailure(Throwable failure) {
        span.failed(failure, () -> work.listener().onFailure(failure));
    }

    private void end() {
        Optional<Future<?>> timer;
        synchronized (this) {
            ended = true;
            timer = deadline;
        }
        timer.ifPresent(future -> future.cancel(false));
    }
}
