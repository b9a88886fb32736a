package dev.retort.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.retort.model.Labelled;

/** One example as a run uses it, in tokens. */
sealed interface Item {
    double weight();

    /** Tokens that a step learns from. */
    int tokens();

    /** Work of a step on it, in thirds of a token's way forwards and back. */
    default int work() {
        return 3 * tokens();
    }

    /** Rows whose log-probability under the start weights the losses need. */
    List<Labelled> judged();

    /** @param reference the log-probabilities of {@link #judged}, in its order */
    void addTo(BatchBuilder batch, float[] reference);

    /**
     * Replies of a conversation, to be learned by cross entropy or to be given as before.
     *
     * @param weight of each
     * @param replies how many the row labels
     * @param decision how much the first tokens of each learned reply count beside the others: {@link DataUse#decisionWeight}
     */
    record Reply(Labelled row, double weight, int replies, Replay asked, double decision) implements Item {
        /** Replies to be learned. */
        Reply(Labelled row, double weight, int replies) {
            this(row, weight, replies, Replay.LEARN, 1);
        }

        Reply kept() {
            return new Reply(row, weight, replies, Replay.KEEP, 1);
        }

        Reply deciding(double decisionWeight) {
            return new Reply(row, weight, replies, asked, decisionWeight);
        }

        @Override
        public int tokens() {
            return row.ids().length;
        }

        /** The start weights read a row that is kept, too, once forwards. */
        @Override
        public int work() {
            return (asked == Replay.KEEP ? 4 : 3) * tokens();
        }

        @Override
        public List<Labelled> judged() {
            return List.of();
        }

        @Override
        public void addTo(BatchBuilder batch, float[] reference) {
            (asked == Replay.KEEP ? batch.keep(row, weight) : batch.learn(row, each())).counts(weight * replies);
        }

        /** The weight of each token's label. */
        private float[] each() {
            float[] each = new float[row.ids().length];
            int label = 0;
            for (int t = 0; t < each.length; t++) {
                label = row.labels()[t] ? label + 1 : 0;
                each[t] = (float) (label <= DataUse.DECISION ? weight * decision : weight);
            }
            return each;
        }
    }

    /**
     * A better and a worse reply.
     *
     * @param learned how much the better one's cross entropy counts, 0 for not at all
     * @param preferred how much the pair counts
     */
    record Pair(Labelled better, Labelled worse, double weight, double learned, double preferred) implements Item {
        @Override
        public int tokens() {
            return better.ids().length + worse.ids().length;
        }

        @Override
        public List<Labelled> judged() {
            return List.of(better, worse);
        }

        @Override
        public void addTo(BatchBuilder batch, float[] reference) {
            batch.pair(new Scored(better, reference[0]), new Scored(worse, reference[1]), learned, preferred).counts(weight);
        }
    }

    /**
     * A praised or flagged reply.
     *
     * @param mismatched its prompt with the reply to another, by which a step estimates how far the model is from its start
     * @param preferred how much it counts
     */
    record Flag(Labelled row, Optional<Labelled> mismatched, boolean good, double weight, double preferred) implements Item {
        @Override
        public int tokens() {
            return row.ids().length;
        }

        @Override
        public List<Labelled> judged() {
            List<Labelled> judged = new ArrayList<>(List.of(row));
            mismatched.ifPresent(judged::add);
            return judged;
        }

        @Override
        public void addTo(BatchBuilder batch, float[] reference) {
            batch.flag(new Scored(row, reference[0]), good, 0, preferred).counts(weight);
        }

        Flag with(Optional<Labelled> other) {
            return new Flag(row, other, good, weight, preferred);
        }
    }
}
