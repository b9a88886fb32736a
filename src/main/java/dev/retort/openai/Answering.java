package dev.retort.openai;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.stream.IntStream;

import dev.retort.generation.EngineClosedException;
import dev.retort.generation.GenerationRequest;
import dev.retort.problem.Problem;
import dev.retort.problem.Refusal;
import dev.retort.remembering.Saying;
import dev.retort.serving.Admission;
import dev.retort.serving.Admitted;
import dev.retort.serving.Lease;
import dev.retort.serving.NotReadyException;
import dev.retort.serving.Operation;
import dev.retort.serving.OverdueException;
import dev.retort.serving.Work;
import io.opentelemetry.context.Context;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import org.jboss.logging.Logger;

/** All choices of one request on their way from the engine to the client. It holds the lease until the last of them is told. */
final class Answering implements ChoiceWriter.Audience {
    private static final Logger LOG = Logger.getLogger(Answering.class);
    private static final Duration SOON = Duration.ofSeconds(5);

    private final HttpAnswer http;
    private final Shape shape;
    private final Parameters parameters;
    private final Lease lease;
    private final Ending ending;
    private final int promptTokens;
    private final Duration heartbeat;
    /** Never the engine's thread: closing a lease may end the engine. What they do belongs to the reply's trace. */
    private final Executor workers = Context.taskWrapping(Infrastructure.getDefaultWorkerPool());
    private final List<ChoiceWriter> writers = new ArrayList<>();
    private final List<HeldPieces> held = new ArrayList<>();
    // guarded by this
    private final List<Ended> ended = new ArrayList<>();
    private int choices;
    private int running;
    private boolean open;
    private boolean failed;

    /**
     * The end of a choice, once it is written.
     *
     * @param streams whether its text may be shown before that
     * @param sayings by choice: what of its text may be shown; none where the model speaks for itself
     */
    record Ending(boolean streams, List<Saying> sayings, Function<Written, Uni<Ended>> end) {
        Saying saying(int index) {
            return sayings.isEmpty() ? Saying.OWN : sayings.get(index);
        }
    }

    Answering(HttpAnswer http, Shape shape, Parameters parameters, Lease lease, Ending ending, int promptTokens, Duration heartbeat) {
        this.http = http;
        this.shape = shape;
        this.parameters = parameters;
        this.lease = lease;
        this.ending = ending;
        this.promptTokens = promptTokens;
        this.heartbeat = heartbeat;
    }

    /** Has all of them written; the lease is this object's from now on. */
    void begin(List<GenerationRequest> requests, Operation operation, Admission admission, String client) {
        synchronized (this) {
            choices = requests.size();
            running = choices;
            hold();
        }
        for (int i = 0; i < requests.size(); i++) {
            writers.add(new ChoiceWriter(i, parameters.stop(), this));
        }
        http.whenGone(this::cancel);
        List<Work> works = IntStream.range(0, requests.size()).mapToObj(i -> new Work(requests.get(i), writers.get(i), operation)).toList();
        Admitted admitted = admission.submit(lease, client, works);
        if (admitted instanceof Admitted.Taken taken) {
            open();
            for (int i = 0; i < writers.size(); i++) {
                writers.get(i).isWrittenBy(taken.handles().get(i));
            }
        } else if (admitted instanceof Admitted.Refused refused) {
            http.fail(refused.overShare()
                    ? Problem.tooMany(refused.reason(), refused.retryAfter())
                    : Problem.unavailable(refused.reason(), refused.retryAfter()));
            lease.close();
        }
    }

    /** Tells choices that need no engine. */
    void tell(List<Written> written) {
        synchronized (this) {
            choices = written.size();
            running = choices;
            hold();
        }
        open();
        for (Written one : written) {
            if (ending.streams() && parameters.stream() && !one.text().isEmpty()) {
                piece(one.index(), new Piece(one.text(), one.tokens()));
            }
            ended(one);
        }
    }

    // with the lock
    private void hold() {
        for (int i = 0; i < choices; i++) {
            held.add(new HeldPieces(ending.saying(i)));
        }
    }

    private synchronized void open() {
        if (parameters.stream() && !open && !failed) {
            open = true;
            http.stream(heartbeat);
            for (int i = 0; i < choices; i++) {
                shape.opening(i).ifPresent(http::event);
            }
            if (ending.streams()) {
                for (int i = 0; i < choices; i++) {
                    int index = i;
                    ending.saying(i).atOnce().ifPresent(said -> http.event(shape.chunk(index, new Piece(said.reply(), List.of()))));
                }
            }
        }
    }

    @Override
    public void piece(int index, Piece piece) {
        Optional<Piece> shown = held.get(index).next(piece);
        if (parameters.stream() && ending.streams()) {
            open();
            shown.ifPresent(now -> http.event(shape.chunk(index, now)));
        }
    }

    @Override
    public void ended(Written written) {
        workers.execute(() -> {
            try {
                ending.end().apply(written).subscribe().with(this::conclude, failure -> failed(written.index(), failure));
            } catch (RuntimeException e) {
                failed(written.index(), e);
            }
        });
    }

    @Override
    public void failed(int index, Throwable failure) {
        workers.execute(() -> {
            fail(failure);
            leave();
        });
    }

    private void conclude(Ended choice) {
        boolean last;
        synchronized (this) {
            ended.add(choice);
            last = ended.size() == choices;
        }
        try {
            if (parameters.stream()) {
                open();
                Piece rest = ending.streams()
                        ? held.get(choice.index()).rest(choice)
                        : new Piece(choice.text(), choice.isOwn() ? choice.tokens() : List.of());
                if (!ending.streams() || !rest.isEmpty()) {
                    http.event(shape.chunk(choice.index(), rest));
                }
                http.event(shape.closing(choice));
            }
            if (last) {
                finish();
            }
        } finally {
            leave();
        }
    }

    private void finish() {
        List<Ended> all;
        synchronized (this) {
            all = ended.stream().sorted(Comparator.comparingInt(Ended::index)).toList();
        }
        Usage usage = new Usage(promptTokens, all.stream().mapToInt(Ended::completionTokens).sum());
        if (!parameters.stream()) {
            http.json(shape.whole(all, usage));
            return;
        }
        if (parameters.includeUsage()) {
            http.event(shape.usage(usage));
        }
        http.done();
    }

    private void fail(Throwable failure) {
        synchronized (this) {
            failed = true;
        }
        http.fail(problem(failure));
        cancel();
    }

    private void cancel() {
        writers.forEach(ChoiceWriter::cancel);
    }

    private void leave() {
        synchronized (this) {
            running--;
            if (running > 0) {
                return;
            }
        }
        lease.close();
    }

    static Problem problem(Throwable failure) {
        if (failure instanceof Refusal known) {
            return known.problem();
        }
        if (failure instanceof NotReadyException || failure instanceof OverdueException || failure instanceof EngineClosedException) {
            return Problem.unavailable(failure.getMessage() + "; try again in a few seconds", SOON);
        }
        LOG.error("a completion could not be written", failure);
        return Problem.broken("the completion could not be written: " + failure.getClass().getSimpleName());
    }
}
