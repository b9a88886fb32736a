package dev.retort.bench;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import dev.retort.meaning.OnnxEncoder;
import dev.retort.memory.Correction;
import dev.retort.memory.Inquiry;
import dev.retort.memory.KnownQuestion;
import dev.retort.memory.Memory;
import dev.retort.memory.MemorySettings;
import dev.retort.memory.MemoryState;

/** Measures the time that the memory takes to look for a correction before a reply, when it holds as many as wanted. */
public final class RecallSpeed {
    private static final int ASKED = 400;
    private static final int WARM = 400; // Java's compilers are done with it then
    private static final int REPLIES = 500;
    private static final Duration PATIENCE = Duration.ofMinutes(30);
    private static final List<String> SUBJECTS = List.of("my order", "a parcel to Norway", "the blue kettle", "a gift card", "late returns",
            "the library card", "your opening hours", "a broken lamp", "the study room");
    private static final List<String> WORDINGS = List.of("What about %s?", "I have a question about %s, can you help me with it please?",
            "%s",
            "how much does %s cost and how long does it take", "Could you tell me whom I ask about %s on a Sunday?");

    private RecallSpeed() {}

    /**
     * @param corrections as many as are held
     * @param known questions whose replies are known to be right
     */
    public static Map<String, Object> measure(int corrections, int known, Consumer<String> line) throws IOException, InterruptedException {
        OnnxEncoder encoder = OnnxEncoder.bundled();
        long began = System.nanoTime();
        try (Memory memory = Memory.open(Optional.of(new FilledEncoder(encoder)),
                new MemorySettings(corrections, known, 0.01, Optional.empty()),
                thresholds -> {})) {
            fill(memory, corrections, known);
            if (!memory.settle(PATIENCE)) {
                throw new IOException(
                        "the memory had not learned %,d corrections after %d minutes".formatted(corrections, PATIENCE.toMinutes()));
            }
            MemoryState state = memory.state();
            line.accept("memory of %,d corrections and %,d known questions: %,d MB, learned in %.0f s".formatted(state.corrections(),
                    state.known(), state.bytes() >> 20, (System.nanoTime() - began) / 1e9));
            Map<String, Object> figures = new LinkedHashMap<>();
            figures.put("corrections", state.corrections());
            figures.put("known", state.known());
            figures.put("bytes", state.bytes());
            figures.put("encoderMillis", told("the encoder alone", line, n -> encoder.encode(question(n))));
            figures.put("recallMillis", told("looking for a correction", line, n -> memory.recall(Inquiry.of(question(n)))));
            return figures;
        }
    }

    private static void fill(Memory memory, int corrections, int known) {
        for (int n = 0; n < known; n++) {
            memory.know(new KnownQuestion(Inquiry.of(FilledEncoder.FILLS + "known " + n), "Right reply " + n % REPLIES,
                    KnownQuestion.Origin.REPLAY));
        }
        for (int n = 0; n < corrections; n++) {
            memory.remember(new Correction("c" + n, Inquiry.of(FilledEncoder.FILLS + "corrected " + n), "Wrong reply " + n % REPLIES,
                    FilledEncoder.FILLS + "better " + n % REPLIES, "agent", Instant.EPOCH));
        }
    }

    private static String question(int n) {
        return WORDINGS.get(n % WORDINGS.size()).formatted(SUBJECTS.get(n % SUBJECTS.size()));
    }

    private static Map<String, Object> told(String name, Consumer<String> line, Consumer<Integer> work) {
        List<Double> millis = new ArrayList<>();
        for (int n = 0; n < WARM + ASKED; n++) {
            long began = System.nanoTime();
            work.accept(n);
            if (n >= WARM) {
                millis.add((System.nanoTime() - began) / 1e6);
            }
        }
        millis.sort(null);
        double half = millis.get(ASKED / 2);
        double most = millis.get(ASKED * 99 / 100);
        line.accept("%-26s p50 %.1f ms   p99 %.1f ms".formatted(name, half, most));
        return Map.of("p50", half, "p99", most);
    }
}
