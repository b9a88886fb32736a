package dev.retort.cli.dataset;

import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Which of the three files an example goes to: always the same one for prompts that say the same in nearly the same words. */
enum Split {
    TRAIN, VALIDATION, GATE;

    private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");
    private static final Pattern DIGITS = Pattern.compile("\\p{N}+");

    String file() {
        return name().toLowerCase(Locale.ROOT) + ".jsonl";
    }

    /** 70 % train, 10 % validation, 20 % gate, by the hash of the prompt's words. */
    static Split of(String prompt) {
        long bucket = Long.remainderUnsigned(fingerprint(words(prompt)), 100);
        return bucket < 70 ? TRAIN : bucket < 80 ? VALIDATION : GATE;
    }

    /** The distinct words in order of the alphabet: case, punctuation, numbers, repetition and word order make no difference. */
    static String words(String prompt) {
        String text = DIGITS.matcher(prompt.toLowerCase(Locale.ROOT)).replaceAll("0");
        var words = new TreeSet<String>();
        for (String word : NO_WORD.split(text)) {
            words.add(word);
        }
        return String.join(" ", words).strip();
    }

    static long fingerprint(String text) {
        return ByteBuffer.wrap(Sha256.of(text)).getLong();
    }
}
