package dev.retort.memory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import dev.retort.meaning.Encoder;
import dev.retort.memory.Recollection.Nothing;
import dev.retort.memory.Recollection.Recalled;
import dev.retort.memory.Recollection.Why;

/**
 * The corrections of a home and the questions at which they hold. Any thread may call it. What takes longer than a millisecond (vectors, thresholds, the
 * file) is done by a thread of its own, the latest first.
 */
public final class Memory implements AutoCloseable {
    private static final long POLL_MILLIS = 10;
    private static final long BYTES_EACH = 700;

    private final Guard guard = new Guard();
    private final Contents contents;
    private final Decisions decisions;
    private final Optional<Encoder> encoder;
    private final Optional<Learner> learning;
    private final Optional<Thread> thread;

    private Memory(Optional<Encoder> encoder, MemorySettings settings, Consumer<Thresholds> heard) {
        this.encoder = encoder;
        this.contents = new Contents(settings, encoder.map(Encoder::dimensions));
        this.decisions = new Decisions(contents, encoder.isPresent());
        this.learning = encoder.map(present -> new Learner(present, settings, contents, guard, heard));
        this.thread = learning.map(work -> new Thread(work, "retort-memory"));
    }

    /**
     * @param encoder is closed with the memory. Without one, rule 2 and equal words still recall
     * @param heard   is told of thresholds that were measured anew, on the memory's own thread
     */
    public static Memory open(Optional<Encoder> encoder, MemorySettings settings, Consumer<Thresholds> heard) {
        var memory = new Memory(encoder, settings, heard);
        memory.thread.ifPresent(thread -> {
            thread.setDaemon(true);
            thread.start();
        });
        return memory;
    }

    /** Recalls this correction from now on, in the place of one with its id. By words it acts when this returns, by meaning some milliseconds later. */
    public void remember(Correction correction) {
        Said said = Said.of(correction.asked());
        Remembered one = guard.writing(() -> contents.remember(correction, said));
        learning.ifPresent(work -> work.add(new Unplaced.OfCorrection(one)));
    }

    /** Forgets a correction, or takes back a {@link LetGo}. Nothing happens if there is none of this id. */
    public void forget(String id) {
        if (guard.writing(() -> contents.forget(id))) {
            learning.ifPresent(Learner::forgot);
        }
    }

    /** Does not recall a correction there any more. Nothing happens if there is no such correction. */
    public void letGo(LetGo letGo) {
        Said said = Said.of(letGo.asked());
        guard.writing(() -> contents.letGo(letGo, said))
                .ifPresent(gone -> learning.ifPresent(work -> work.add(new Unplaced.OfLetGo(gone))));
    }

    /** Takes note of a question whose reply nobody has flagged. */
    public void know(KnownQuestion known) {
        Said said = Said.of(known.asked());
        guard.writing(() -> contents.know(known, said)).ifPresent(one -> learning.ifPresent(work -> work.add(new Unplaced.OfKnown(one))));
    }

    /** Takes back that the reply to a question is right: it was flagged, or praise was withdrawn. */
    public void doubt(Inquiry asked) {
        Said said = Said.of(asked);
        if (guard.writing(() -> contents.doubt(said))) {
            learning.ifPresent(Learner::forgot);
        }
    }

    /** Looks for what holds at this question. Takes the encoder's time on the calling thread, 5 to 15 ms: never call it on an event loop. */
    public Recalling recall(Inquiry asked) {
        Said said = Said.of(asked);
        Optional<Recollection> byWords = guard.reading(() -> decisions.byWords(said));
        boolean empty = guard.reading(() -> contents.corrections.size() == 0);
        if (byWords.isPresent() || learning.isEmpty() || empty) {
            return new Recalling(this, said, Optional.empty(), byWords.orElse(new Nothing(Why.NOTHING_NEAR)));
        }
        boolean together = guard.reading(() -> contents.corrections.hasLaterOnes());
        Vectors vectors = learning.get().vectors(said, together);
        Thresholds thresholds = learning.get().thresholds();
        return new Recalling(this, said, Optional.of(vectors), guard.reading(() -> decisions.byMeaning(said, vectors, thresholds)));
    }

    /** Whether a reply that rule 2 may correct begins with these letters. */
    boolean beginsAMistake(String letters) {
        return contents.beginsAMistake(letters);
    }

    /** Rule 2's decision. */
    Optional<Recalled> mistake(Said said, Optional<Vectors> vectors, String letters) {
        return guard.reading(() -> decisions.mistake(said, vectors, letters));
    }

    /** The thresholds in force. */
    public Thresholds thresholds() {
        return learning.map(Learner::thresholds).orElse(Thresholds.NONE);
    }

    /** The corrections that contradict each other. */
    public List<Contradiction> contradictions() {
        return guard.reading(() -> {
            List<Contradiction> found = new ArrayList<>();
            for (Remembered one : contents.corrections.all()) {
                one.contradicting().stream().filter(other -> one.correction().id().compareTo(other.correction().id()) < 0)
                        .forEach(other -> found.add(new Contradiction(one.correction(), other.correction())));
            }
            return found;
        });
    }

    /** The numbers and bytes of what is kept. */
    public MemoryState state() {
        return guard.reading(() -> {
            int corrections = contents.corrections.size();
            int known = contents.known.size();
            long vectors = contents.corrected.size() + contents.knownAt.size() + contents.goneAt.size();
            long bytes = contents.corrections.characters() + BYTES_EACH * (corrections + known + contents.letGos.size())
                    + 2L * vectors * encoder.map(Encoder::dimensions).orElse(0);
            return new MemoryState(corrections, known, contents.letGos.size(), learning.map(Learner::pending).orElse(0),
                    contents.mistakes().size(), bytes,
                    encoder.map(Encoder::digest));
        });
    }

    /** Waits until nothing is pending and the thresholds are measured anew. @return whether that came to pass in time */
    public boolean settle(Duration patience) throws InterruptedException {
        if (learning.isEmpty()) {
            return true;
        }
        long end = System.nanoTime() + patience.toNanos();
        learning.get().hurry(true);
        try {
            boolean settled = learning.get().isSettled();
            while (!settled && System.nanoTime() < end) {
                Thread.sleep(POLL_MILLIS);
                settled = learning.get().isSettled();
            }
            return settled; // asked again, it may be looking whether there is something to do
        } finally {
            learning.get().hurry(false);
        }
    }

    /** Writes the vectors into their file and frees the encoder. */
    @Override
    public void close() {
        learning.ifPresent(work -> work.close(thread.orElseThrow()));
    }
}
