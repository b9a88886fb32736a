package dev.retort.dataset;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

import dev.retort.model.ModelConfig;
import dev.retort.model.Role;
import dev.retort.model.Tokenizer;
import dev.retort.model.Turn;
import org.jspecify.annotations.Nullable;

/** The length that a model can read at once. Its tokenizer is loaded when the first text comes that may be too long. */
public final class ContextLimit implements AutoCloseable {
    private final String model;
    private final Path folder;
    private final int tokens;
    private @Nullable Tokenizer tokenizer;

    /** The fit of an example. */
    enum Fit {
        WHOLE,
        /** Its reply and what it answers fit, turns from before that do not; training leaves those out. */
        CUT, TOO_LONG
    }

    /** @param tokens of the example, or a bound above them if it fits whole */
    record Measured(Fit fit, int tokens) {}

    private ContextLimit(String model, Path folder, int tokens) {
        this.model = model;
        this.folder = folder;
        this.tokens = tokens;
    }

    public static ContextLimit of(String model, Path folder) throws IOException {
        return new ContextLimit(model, folder, ModelConfig.read(folder).contextLength());
    }

    String model() {
        return model;
    }

    int tokens() {
        return tokens;
    }

    /** By the turn template: an end token after each turn. */
    Measured measure(ImportedExample example) throws IOException {
        List<Turn> turns = example.turns();
        int bytes = turns.size() + turns.stream().mapToInt(t -> bytes(t.content())).sum();
        int worse = example.rejected().map(ContextLimit::bytes).orElse(0);
        if (bytes + worse <= tokens) { // byte-level BPE never makes more tokens than there are bytes
            return new Measured(Fit.WHOLE, bytes);
        }
        var lengths = new int[turns.size()];
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = count(turns.get(i).content());
        }
        Optional<String> rejected = example.rejected();
        if (rejected.isPresent()) {
            lengths[lengths.length - 1] = Math.max(lengths[lengths.length - 1], count(rejected.get()));
        }
        return measure(turns, lengths, i -> example instanceof ImportedExample.Conversation whole && turns.get(i).role() == Role.ASSISTANT
                && !whole.passedOver().contains(i));
    }

    private Measured measure(List<Turn> turns, int[] lengths, IntPredicate learned) {
        int system = turns.get(0).role() == Role.SYSTEM && turns.size() > 2 ? lengths[0] : 0;
        int all = lengths[0];
        int longest = 0;
        for (int i = 1; i < lengths.length; i++) {
            all += lengths[i];
            if (i == lengths.length - 1 || learned.test(i)) {
                longest = Math.max(longest, lengths[i - 1] + lengths[i] + (i > 1 ? system : 0));
            }
        }
        return longest > tokens ? new Measured(Fit.TOO_LONG, longest) : new Measured(all > tokens ? Fit.CUT : Fit.WHOLE, all);
    }

    private int count(String text) throws IOException {
        Tokenizer loaded = tokenizer;
        if (loaded == null) {
            loaded = Tokenizer.read(folder);
            tokenizer = loaded;
        }
        return loaded.encode(text).length + 1;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    @Override
    public void close() {
        if (tokenizer != null) {
            tokenizer.close();
        }
    }
}
