package dev.retort.dataset;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The file that an example goes to, of three. */
enum DatasetSplit {
    TRAIN, VALIDATION, GATE;

    String file() {
        return word() + ".jsonl";
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** By its word; {@code test} is what others call the gate. */
    static Optional<DatasetSplit> of(String word) {
        return word.equals("test") ? Optional.of(GATE) : Arrays.stream(values()).filter(s -> s.word().equals(word)).findFirst();
    }

    /** 70 % train, 10 % validation, 20 % gate. The same question goes to the same part in every data set, however much the data set grows. */
    static DatasetSplit ofFingerprint(long question) {
        long bucket = Long.remainderUnsigned(question, 100);
        return bucket < 70 ? TRAIN : bucket < 80 ? VALIDATION : GATE;
    }
}
