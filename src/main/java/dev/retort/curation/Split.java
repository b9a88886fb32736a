package dev.retort.curation;

import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;

/** The use of an example. */
public enum Split implements Word {
    /** Learned from. */
    TRAIN,
    /** Held back, to choose the best weights of a run by. */
    VALIDATION,
    /** Held back, to measure by. Never trained on. */
    GATE,
    /** Neither: its question is nearly the same as questions of two of the others, and would show the one what the other holds back. */
    BETWEEN;

    private static final int BLOCK = 10;

    /**
     * The split of the n-th cluster of its kind, counted from 0: of ten in a row two are for the gate, one for validation, seven for
     * training. A hash of the cluster would give the same shares of many, but a run often has two dozen corrections, and one in two hundred
     * such sets would leave the gate empty. Here every five clusters in a row have exactly one for the gate. Where in its five it stands is
     * drawn from a fixed seed, so that no habit of the people who correct (every fifth about delivery) meets a period of ours; the first of
     * ten is always for training, so that a single correction can be learned.
     */
    static Split ofCluster(long n) {
        long block = n / BLOCK;
        int position = (int) (n % BLOCK);
        SplittableRandom random = new SplittableRandom(block);
        int firstGate = 1 + random.nextInt(4);
        int secondGate = 5 + random.nextInt(5);
        int validation = 1 + random.nextInt(9);
        while (validation == firstGate || validation == secondGate) {
            validation = 1 + random.nextInt(9);
        }
        if (position == firstGate || position == secondGate) {
            return GATE;
        }
        return position == validation ? VALIDATION : TRAIN;
    }

    static Optional<Split> of(String word) {
        return Arrays.stream(values()).filter(s -> s.word().equals(word)).findFirst();
    }
}
