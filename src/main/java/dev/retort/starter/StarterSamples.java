package dev.retort.starter;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import dev.retort.generation.EngineLimits;
import dev.retort.generation.GenerationEngine;
import dev.retort.generation.GenerationRequest;
import dev.retort.generation.Sampling;
import dev.retort.model.Device;
import dev.retort.model.Gpt2;
import dev.retort.model.Kernel;
import dev.retort.model.Role;
import dev.retort.model.Turn;

/** Samples of the model's talk with customers of the held-out scenarios. Their turns are as written; its own replies stand between them. */
final class StarterSamples {
    private static final int REPLY_TOKENS = 96;

    private StarterSamples() {}

    /** Conversations at equal distances, so that nothing is chosen; the most probable token each time. */
    static List<List<Turn>> greedy(Path modelFolder, List<WrittenConversation> heldOut, int count) throws IOException {
        List<List<Turn>> samples = new ArrayList<>();
        try (Gpt2 model = Gpt2.load(modelFolder, Device.CPU, Kernel.FP32);
                var engine = new GenerationEngine(model, new EngineLimits(1, 1))) {
            for (int i = 0; i < count; i++) {
                samples.add(replay(heldOut.get((int) ((long) i * heldOut.size() / count)).turns(), model, engine));
            }
        }
        return samples;
    }

    private static List<Turn> replay(List<Turn> written, Gpt2 model, GenerationEngine engine) {
        List<Turn> turns = new ArrayList<>();
        for (Turn turn : written) {
            if (turn.role() == Role.USER) {
                turns.add(turn);
                int[] prompt = model.template().prompt(turns, REPLY_TOKENS).ids();
                turns.add(Turn.assistant(engine.complete(new GenerationRequest(prompt, Sampling.greedy(), REPLY_TOKENS)).text()));
            }
        }
        return turns;
    }
}
