package dev.retort.openai;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import dev.retort.generation.Completion;
import dev.retort.generation.FinishReason;
import dev.retort.generation.GenerationHandle;
import dev.retort.generation.GenerationListener;
import dev.retort.generation.PendingHandle;
import dev.retort.model.ScoredToken;
import dev.retort.serving.ReplySpan;

/** One choice on its way from the engine: it ends at a stop string, and its tokens come with the text that they make. */
final class ChoiceWriter implements GenerationListener {
    /** Told on the engine's thread: must not block. */
    interface Audience {
        void piece(int index, Piece piece);

        /** The last of a choice, unless {@link #failed} is. */
        void ended(Written written);

        void failed(int index, Throwable failure);
    }

    private record Waiting(ScoredToken token, int start) {}

    private final int index;
    private final StopStrings stops;
    private final Audience audience;
    private final StringBuilder text = new StringBuilder();
    private final List<ScoredToken> tokens = new ArrayList<>();
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private int raw; // characters that the model wrote
    private int count;
    private final PendingHandle handle = new PendingHandle();

    ChoiceWriter(int index, List<String> stop, Audience audience) {
        this.index = index;
        this.stops = new StopStrings(stop);
        this.audience = audience;
    }

    /** The engine has it; cancelled at once if that was asked for meanwhile. */
    void isWrittenBy(GenerationHandle engineHandle) {
        handle.isWrittenBy(engineHandle);
    }

    void cancel() {
        handle.cancel();
    }

    @Override
    public void onToken(int token, Optional<ScoredToken> scored) {
        if (stops.hasStopped()) {
            return;
        }
        count++;
        scored.ifPresent(likelihood -> waiting.add(new Waiting(likelihood, raw)));
    }

    @Override
    public void onDelta(String delta) {
        if (stops.hasStopped()) {
            return;
        }
        raw += delta.length();
        show(stops.append(delta));
        if (stops.hasStopped()) {
            cancel();
        }
    }

    @Override
    public void onDone(Completion completion) {
        FinishReason reason = completion.finishReason();
        boolean ended = reason == FinishReason.STOP;
        if (ended && !waiting.isEmpty() && waiting.getLast().start() == raw) {
            waiting.removeLast(); // the end token is no text
        }
        String rest = stops.finish();
        show(rest);
        if (!stops.hasStopped() && !waiting.isEmpty()) { // tokens without text of their own
            List<ScoredToken> last = waiting.stream().map(Waiting::token).toList();
            tokens.addAll(last);
            audience.piece(index, new Piece("", last));
        }
        if (stops.hasStopped()) {
            ReplySpan.endedAtStopString();
        }
        String finish = stops.hasStopped() ? "stop" : reason.name().toLowerCase(Locale.ROOT);
        audience.ended(new Written(index, text.toString(), List.copyOf(tokens), finish, completion.promptTokens(), count,
                completion.firstToken(), completion.total()));
    }

    @Override
    public void onFailure(Throwable failure) {
        audience.failed(index, failure);
    }

    private void show(String piece) {
        List<ScoredToken> own = new ArrayList<>();
        while (!waiting.isEmpty() && waiting.getFirst().start() < stops.shown()) {
            own.add(waiting.removeFirst().token());
        }
        text.append(piece);
        tokens.addAll(own);
        if (!piece.isEmpty() || !own.isEmpty()) {
            audience.piece(index, new Piece(piece, own));
        }
    }
}
