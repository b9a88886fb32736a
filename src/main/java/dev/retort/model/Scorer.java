package dev.retort.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import ai.djl.pytorch.engine.PtNDManager;

/** Log-probabilities of many sequences: those of like length go together, padded at the right, in calls of bounded size. */
final class Scorer {
    private static final int TOKENS = 512; // padded tokens in one call: what lies between two layers stays in the processor's cache
    private static final int LOGITS = 1 << 19; // so do 2 MB of logits
    private static final int FEWEST_ROWS = 128; // fewer, and a large vocabulary's matrix is read more often than it is used

    private final ScriptProgram program;
    private final int vocabulary;

    Scorer(ScriptProgram program, int vocabulary) {
        this.program = program;
        this.vocabulary = vocabulary;
    }

    /** @param sequences the probability of each labelled token is computed; for others there is 0 in the result */
    List<float[]> score(List<Labelled> sequences) {
        List<float[]> results = new ArrayList<>();
        sequences.forEach(sequence -> results.add(new float[Math.max(0, sequence.ids().length - 1)]));
        List<Integer> byLength = new ArrayList<>();
        for (int i = 0; i < sequences.size(); i++) {
            if (labelled(sequences.get(i)) > 0) {
                byLength.add(i);
            }
        }
        byLength.sort(Comparator.comparingInt(i -> -sequences.get(i).ids().length));
        for (int from = 0; from < byLength.size();) {
            int padded = sequences.get(byLength.get(from)).ids().length - 1; // the last token is only a target
            int to = Math.min(byLength.size(), from + Math.max(1, TOKENS / padded));
            score(byLength.subList(from, to), padded, sequences, results);
            from = to;
        }
        return results;
    }

    /** Rows of logits that are computed at a time. */
    static long chunk(int vocabulary) {
        return Math.max(FEWEST_ROWS, LOGITS / vocabulary);
    }

    /** Labelled tokens that have one before them. */
    private static int labelled(Labelled sequence) {
        return sequence.labelled() - (sequence.ids().length > 0 && sequence.labels()[0] ? 1 : 0);
    }

    private void score(List<Integer> rows, int padded, List<Labelled> sequences, List<float[]> results) {
        int[] ids = new int[rows.size() * padded];
        int tokens = rows.stream().mapToInt(row -> labelled(sequences.get(row))).sum();
        int[] at = new int[tokens];
        int[] targets = new int[tokens];
        int n = 0;
        for (int r = 0; r < rows.size(); r++) {
            Labelled sequence = sequences.get(rows.get(r));
            System.arraycopy(sequence.ids(), 0, ids, r * padded, sequence.ids().length - 1);
            for (int t = 1; t < sequence.ids().length; t++) {
                if (sequence.labels()[t]) {
                    at[n] = r * padded + t - 1;
                    targets[n++] = sequence.ids()[t];
                }
            }
        }
        try (PtNDManager calls = program.newManager()) {
            float[] scores = program.tensor(calls, new Gpt2Call.LogProbabilities(ids, rows.size(), at, targets, chunk(vocabulary)))
                    .toFloatArray();
            n = 0;
            for (int row : rows) {
                boolean[] labels = sequences.get(row).labels();
                for (int t = 1; t < labels.length; t++) {
                    if (labels[t]) {
                        results.get(row)[t - 1] = scores[n++];
                    }
                }
            }
        }
    }
}
