package dev.retort.starter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

import dev.retort.model.Device;
import dev.retort.model.Gpt2;
import dev.retort.model.Kernel;
import dev.retort.model.Labelled;
import dev.retort.model.ModelConfig;
import dev.retort.model.Tokenizer;
import dev.retort.model.Turn;
import dev.retort.model.TurnTemplate;

/** Makes the starter model's folder from the written scenarios: {@code retort starter}. */
public final class StarterBuild {
    static final int VOCABULARY = 3072;
    private static final int SAMPLES = 20;

    private StarterBuild() {}

    static ModelConfig config() {
        return new ModelConfig(VOCABULARY, 512, 256, 4, 8, 1024, 1e-5, VOCABULARY - 1);
    }

    /** The number of times that each conversation is learned by default. */
    public static int defaultEpochs() {
        return Pretraining.defaults().epochs();
    }

    /**
     * Writes the whole folder. On two cores it takes 8 to 15 minutes, nearly all of them training.
     *
     * @param out may exist; files of the same names are written over
     * @param epochs how often each conversation is learned
     * @param progress a line at a time
     */
    public static void run(Path out, int epochs, Consumer<String> progress) throws IOException {
        Corpus corpus = Corpus.write(Corpus.SEED);
        progress.accept(corpus.conversations().size() + " conversations, SHA-256 " + corpus.digest());
        writeTokenizer(corpus, out);
        Pretraining method = Pretraining.defaults().withEpochs(epochs);
        Pretraining.Result training;
        try (Tokenizer tokenizer = Tokenizer.read(out)) {
            TurnTemplate template = new TurnTemplate(tokenizer, config().contextLength());
            training = method.run(config(), labelled(corpus.of(StarterSplit.TRAIN), template),
                    labelled(corpus.of(StarterSplit.VALIDATION), template),
                    Device.CPU,
                    progress);
        }
        describe(out, corpus, method, training,
                Calibration.of(training.last(), corpus.of(StarterSplit.VALIDATION).stream().map(WrittenConversation::turns).toList(), out),
                progress);
    }

    /** Everything but the weights, and the figures that the card needs. */
    static void describe(Path out, Corpus corpus, Pretraining method, Pretraining.Result training, Calibration.Calibrated chosen,
            Consumer<String> progress) throws IOException {
        ConversationFiles.write(out.resolve("retort"), corpus);
        List<Scenario> scenarios = Scenarios.all();
        List<WrittenConversation> heldOut = corpus.of(StarterSplit.HELD_OUT);
        StarterFigures figures;
        try (Gpt2 model = Gpt2.load(out, Device.CPU, Kernel.FP32)) {
            List<int[]> train = encoded(corpus.of(StarterSplit.TRAIN), model.template());
            List<int[]> texts = encoded(heldOut, model.template());
            Trigram trigram = Trigram.learn(train, encoded(corpus.of(StarterSplit.VALIDATION), model.template()), VOCABULARY);
            Map<Integer, Double> overlap = new TreeMap<>();
            for (int n = 3; n <= 5; n++) {
                overlap.put(n, NgramOverlap.share(heldOut, corpus.of(StarterSplit.TRAIN), n));
            }
            figures = new StarterFigures(TemplateShare.of(scenarios, corpus), overlap, tokens(train), tokens(texts),
                    trigram.perplexity(texts),
                    trigram.discount(),
                    Perplexity.of(model, texts), Perplexity.ofReplies(model, heldOut.stream().map(WrittenConversation::turns).toList()),
                    method,
                    training, chosen);
        }
        progress.accept(
                String.format(Locale.ROOT, "held-out perplexity %.2f, trigram %.2f: %.0f %% below", figures.model(), figures.trigram(),
                        100 * figures.gain()));
        List<List<Turn>> samples = StarterSamples.greedy(out, heldOut, SAMPLES);
        Files.writeString(out.resolve("README.md"), StarterCard.of(config(), scenarios, corpus, figures, samples));
        progress.accept("written to " + out);
    }

    static void writeTokenizer(Corpus corpus, Path out) throws IOException {
        Files.createDirectories(out);
        BytePairs
                .learn(corpus.of(StarterSplit.TRAIN).stream().flatMap(conversation -> conversation.turns().stream()).map(Turn::content)
                        .toList(),
                        VOCABULARY)
                .write(out, config().contextLength());
        config().write(out);
        Files.writeString(out.resolve("generation_config.json"), String.format(Locale.ROOT, """
                {
                  "bos_token_id": %1$d,
                  "eos_token_id": %1$d,
                  "pad_token_id": %1$d,
                  "do_sample": false
                }
                """, config().endOfText()));
    }

    static List<int[]> encoded(List<WrittenConversation> conversations, TurnTemplate template) {
        return conversations.stream().map(conversation -> template.conversation(conversation.turns()).ids()).toList();
    }

    static List<Labelled> labelled(List<WrittenConversation> conversations, TurnTemplate template) {
        return conversations.stream().map(conversation -> template.conversation(conversation.turns())).toList();
    }

    private static long tokens(List<int[]> texts) {
        return texts.stream().mapToLong(text -> text.length).sum();
    }
}
