package dev.retort.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import dev.retort.generation.Completion;
import dev.retort.generation.GenerationListener;
import dev.retort.generation.GenerationRequest;
import dev.retort.generation.Sampling;
import dev.retort.model.ScoredToken;
import dev.retort.serving.Admission;
import dev.retort.serving.Admitted;
import dev.retort.serving.Lease;
import dev.retort.serving.LiveModel;
import dev.retort.serving.Operation;
import dev.retort.serving.Work;

/** While this is open, the engine stands still in the middle of a step, and some of its places are taken. */
public final class EngineHold implements AutoCloseable {
    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch hold = new CountDownLatch(1);
    private final CountDownLatch ended;
    private final Lease lease;

    private EngineHold(Lease lease, int places) {
        this.lease = lease;
        this.ended = new CountDownLatch(places);
    }

    public static EngineHold of(LiveModel live, Admission admission, int places) throws InterruptedException {
        EngineHold hold = new EngineHold(live.lease(), places);
        List<Work> works = IntStream.range(0, places)
                .mapToObj(i -> new Work(new GenerationRequest(new int[]{39}, Sampling.greedy(), 2), hold.new Holding(),
                        Operation.textCompletion("m")))
                .toList();
        assertThat(admission.submit(hold.lease, "holder", works)).isInstanceOf(Admitted.Taken.class);
        hold.held.await();
        return hold;
    }

    @Override
    public void close() throws InterruptedException {
        hold.countDown();
        ended.await();
        lease.close();
    }

    private final class Holding implements GenerationListener {
        @Override
        public void onToken(int token, Optional<ScoredToken> scored) {
            held.countDown();
            try {
                hold.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void onDelta(String text) {
            // nobody reads it
        }

        @Override
        public void onDone(Completion completion) {
            ended.countDown();
        }

        @Override
        public void onFailure(Throwable failure) {
            ended.countDown();
        }
    }
}
