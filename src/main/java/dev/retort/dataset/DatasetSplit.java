package dev.retort.dataset;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The file that an example goes to, of three. */
enum DatasetSplit {
    TRAIN("train", "training", "trn", "trainset"), VALIDATION("validation", "validate", "valid", "val", "dev", "devel", "development",
            "devset", "eval", "evaluation"), GATE("gate", "test", "testing", "tst", "testset", "heldout", "holdout");

    private final List<String> names;

    DatasetSplit(String... names) {
        this.names = List.of(names);
    }

    String file() {
        return word() + ".jsonl";
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** By its own word. */
    static Optional<DatasetSplit> of(String word) {
        return Arrays.stream(values()).filter(s -> s.word().equals(word)).findFirst();
    }

    /**
     * By any of the names that data sets give their parts, such as {@code dev} or {@code test_prefs}. The name has to begin with a word that is known. Of several
     * such words the one that keeps the row farthest from training counts: {@code train_dev} is held out.
     */
    static Optional<DatasetSplit> named(String name) {
        List<String> words = List.of(name.strip().toLowerCase(Locale.ROOT).replaceAll("(held|hold)[ _-]out", "$1out").split("[^a-z]+", -1));
        List<DatasetSplit> known = Arrays.stream(values()).filter(split -> words.stream().anyMatch(split.names::contains)).toList();
        return known.stream().anyMatch(split -> split.names.contains(words.get(0)))
                ? Optional.of(known.get(known.size() - 1))
                : Optional.empty();
    }

    /** Whether a file's name says that all of it is held out, such as {@code desk-test.csv}. */
    static boolean isHeldOut(String file) {
        List<String> words = List.of(
                file.replaceFirst(".*[/\\\\]", "").toLowerCase(Locale.ROOT).replaceAll("(held|hold)[ _-]out", "$1out").split("[^a-z]+"));
        return Stream.concat(VALIDATION.names.stream(), GATE.names.stream().skip(1)).anyMatch(words::contains); // a gate may be any gate
    }

    /** 70 % train, 10 % validation, 20 % gate. The same question goes to the same part in every data set, however much the data set grows. */
    static DatasetSplit ofFingerprint(long question) {
        long bucket = Long.remainderUnsigned(question, 100);
        return bucket < 70 ? TRAIN : bucket < 80 ? VALIDATION : GATE;
    }
}
