package dev.retort.training;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

import dev.retort.model.ModelConfig;
import dev.retort.model.Tokenizer;
import dev.retort.model.Turn;
import dev.retort.model.TurnTemplate;

/**
 * A run's examples as tokens.
 *
 * @param rows all of them
 * @param epochs which of the rows an epoch has
 * @param learned what the new ones are
 * @param notes what was left out, one line each
 */
record EncodedData(Rows rows, Epochs epochs, Rows validation, Learned learned, List<String> notes) {
    /** @throws TrainingRefusedException if there is nothing to learn, or the examples can't be learned from */
    static EncodedData of(TrainingRequest request, ModelConfig config) throws IOException {
        TrainingData data = request.data();
        List<TrainingExample> heldOut = heldOut(data);
        List<TrainingExample> replay = Contradictions.without(data.train(), data.replay());
        Hyperparameters hyperparameters = request.hyperparameters();
        try (Tokenizer tokenizer = Tokenizer.read(request.startFolder())) {
            Encoding encoding = new Encoding(new TurnTemplate(tokenizer, config.contextLength()), config.endOfText(),
                    hyperparameters.objective(), hyperparameters.data().tooLong());
            boolean distils = !data.mined().isEmpty();
            double decision = distils ? hyperparameters.data().decisionWeight() : 1;
            boolean keep = hyperparameters.objective().replay() == Replay.KEEP;
            Rows train = encoding.rows("train", data.train()).deciding(decision);
            List<TrainingExample> old = keep
                    ? WordDropout.half(replay, hyperparameters.data().wordDropout(), hyperparameters.data().seed())
                    : replay;
            Rows replayed = keep ? encoding.rows("replay", old).kept() : encoding.rows("replay", old);
            Rows rows = train.and(replayed);
            List<Integer> ways = new ArrayList<>();
            for (List<TrainingExample> way : ways(data.train(), encoding, hyperparameters)) {
                Rows fewerWords = encoding.rows("train", way).deciding(decision).uncounted();
                ways.add(fewerWords.size());
                rows = rows.and(fewerWords);
            }
            Rows mined = encoding.rows("mined", wordings(data.mined(), hyperparameters.data())).deciding(decision).uncounted();
            Rows decisions = encoding.decisions(distils && keep ? old : List.of()).kept();
            rows = rows.and(mined).and(decisions);
            Rows validation = encoding.rows("validation", heldOut);
            String method = hyperparameters.objective().method().name().toLowerCase(Locale.ROOT);
            if (train.size() == 0) {
                throw new TrainingRefusedException("there is nothing to learn: " + data.train().size() + " examples, of which "
                        + train.dropped() + " don't fit the context of " + config.contextLength() + " tokens and " + train.unused()
                        + " are of no use to method " + method);
            }
            List<String> notes = new ArrayList<>();
            if (replay.size() < data.replay().size()) {
                notes.add(data.replay().size() - replay.size() + " replayed replies say what was flagged and were left out");
            }
            int dropped = rows.dropped() + validation.dropped();
            if (dropped > 0) {
                notes.add(dropped + " examples don't fit the context of " + config.contextLength() + " tokens and were left out");
            }
            if (heldOut.size() < data.validation().size()) {
                notes.add(data.validation().size() - heldOut.size()
                        + " validation examples are in the training set, too, and were left out of the validation");
            }
            Learned learned = Learned.of(train.items(), data.train());
            int unused = rows.unused() + validation.unused() - learned.unusedFlags();
            if (learned.unusedFlags() > 0) {
                notes.add(learned.unusedFlags() + " flagged replies that nobody bettered are of no use to method " + method
                        + " and were left out; kto and auto learn to avoid them");
            }
            if (unused > 0) {
                notes.add(unused + " examples are of no use to method " + method + " and were left out");
            }
            return new EncodedData(rows, new Epochs(train.size(), replayed.size(), ways, mined.size(), decisions.size()), validation,
                    learned, notes);
        }
    }

    /** Mined examples whole, and again with words left out. */
    private static List<TrainingExample> wordings(List<TrainingExample> mined, DataUse use) {
        return Stream.concat(mined.stream(), WordDropout.of(mined, use.wordDropout(), use.seed()).stream().limit(1).flatMap(List::stream))
                .toList();
    }

    /** New examples with words left out, in as many ways as the epochs have a use for. */
    private static List<List<TrainingExample>> ways(List<TrainingExample> train, Encoding encoding, Hyperparameters hyperparameters) {
        if (hyperparameters.data().wordDropout() == 0) {
            return List.of();
        }
        List<List<TrainingExample>> ways = WordDropout.of(encoding.fitting(train), hyperparameters.data().wordDropout(),
                hyperparameters.data().seed());
        return ways.subList(0, Math.min(ways.size(), hyperparameters.pacing().epochs() / 2));
    }

    private record Said(List<Turn> prompt, String reply) {}

    /**
     * Validation examples that are not trained on: to choose weights by what they have learned is no choice. A few may be in both sets, such as a
     * common greeting. A tenth is a mistake.
     */
    static List<TrainingExample> heldOut(TrainingData data) throws TrainingRefusedException {
        Set<Said> learned = new HashSet<>();
        data.train().forEach(example -> learned.add(new Said(example.prompt(), example.reply())));
        data.replay().forEach(example -> learned.add(new Said(example.prompt(), example.reply())));
        List<TrainingExample> heldOut = new ArrayList<>();
        List<TrainingExample> both = new ArrayList<>();
        data.validation().forEach(
                example -> (learned.contains(new Said(example.prompt(), example.reply())) ? both : heldOut).add(example));
        if (both.size() * 10 > data.validation().size()) {
            throw new TrainingRefusedException(both.size() + " of " + data.validation().size()
                    + " validation examples are in the training set, too, expected none; the first is the reply \"" + both.get(0).reply()
                    + "\"");
        }
        return heldOut;
    }

    int dropped() {
        return rows.dropped() + validation.dropped();
    }

    EncodedData scoredBy(Trainer trainer) {
        return new EncodedData(rows.scoredBy(trainer), epochs, validation.scoredBy(trainer), learned, notes);
    }

    /** Log-probabilities under the start weights, those of the rows before those of the validation set. */
    float[] references() {
        float[] first = rows.flatReferences();
        float[] second = validation.flatReferences();
        float[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    EncodedData with(float[] references) {
        int first = rows.flatReferences().length;
        return new EncodedData(rows.with(Arrays.copyOf(references, first)), epochs,
                validation.with(Arrays.copyOfRange(references, first, references.length)), learned, notes);
    }
}
