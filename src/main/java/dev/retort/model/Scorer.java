package dev.retort.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;

/** Log-probabilities of many sequences: those of like length go together, padded at the right, in calls of bounded size. */
final class Scorer {
    private static final int TOKENS = 4096; // padded tokens in one call
    private static final int LOGITS = 8 << 20; // logits held at a time: 32 MB

    private final ScriptProgram program;
    private final int vocabulary;

    Scorer(ScriptProgram program, int vocabulary) {
        this.program = program;
        this.vocabulary = vocabulary;
    }

    List<float[]> score(List<int[]> sequences) {
        List<float[]> results = new ArrayList<>();
        sequences.forEach(ids -> results.add(new float[Math.max(0, ids.length - 1)]));
        List<Integer> byLength = new ArrayList<>();
        for (int i = 0; i < sequences.size(); i++) {
            if (sequences.get(i).length > 1) {
                byLength.add(i);
            }
        }
        byLength.sort(Comparator.comparingInt(i -> -sequences.get(i).length));
        for (int from = 0; from < byLength.size();) {
            int padded = sequences.get(byLength.get(from)).length - 1; // the last token is only a target
            int to = Math.min(byLength.size(), from + Math.max(1, TOKENS / padded));
            score(byLength.subList(from, to), padded, sequences, results);
            from = to;
        }
        return results;
    }

    private void score(List<Integer> rows, int padded, List<int[]> sequences, List<float[]> results) {
        int[] ids = new int[rows.size() * padded];
        int tokens = rows.stream().mapToInt(row -> sequences.get(row).length - 1).sum();
        int[] at = new int[tokens];
        int[] targets = new int[tokens];
        int n = 0;
        for (int r = 0; r < rows.size(); r++) {
            int[] sequence = sequences.get(rows.get(r));
            System.arraycopy(sequence, 0, ids, r * padded, sequence.length - 1);
            for (int t = 0; t + 1 < sequence.length; t++) {
                at[n] = r * padded + t;
                targets[n++] = sequence[t + 1];
            }
        }
        try (PtNDManager calls = program.newManager()) {
            float[] scores = program
                    .tensor(calls, "log_probabilities", ScriptProgram.longs(ids), IValue.from((long) rows.size()), ScriptProgram.longs(at),
                            ScriptProgram.longs(targets),
                            IValue.from((long) Math.max(1, LOGITS / vocabulary)))
                    .toFloatArray();
            n = 0;
            for (int row : rows) {
                float[] result = results.get(row);
                System.arraycopy(scores, n, result, 0, result.length);
                n += result.length;
            }
        }
    }
}
