package dev.retort.memory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import dev.retort.meaning.TextDigest;

/**
 * A reply that was corrected, with all its corrections. Guarded by the memory's lock.
 *
 * <p>Rule 2 says its correction wherever the model is about to say it, within a topic. That spreads far, so it takes more than one person's one word:
 * at least two questions whose corrections agree, and most of all; and two people who vouch for them, or so many corrections that the reply is hardly ever
 * said without being corrected. A reply that somebody praised is never corrected so.
 */
final class WrongReply {
    static final int LEAST_AGREEING = 2;
    /** The share of all its corrections that must agree. */
    static final double MOST_AGREE = 0.6;
    static final int VOUCHERS = 2;
    /** The share of all questions with this reply that must be corrected, where one person alone vouches. */
    static final double SHARE_OF_USES = 0.1;
    /** The latest of them decide. */
    private static final int MOST_COUNTED = 500;

    private final String letters;
    private final String text;
    private final List<Remembered> corrections = new ArrayList<>();
    private final Map<TextDigest, Boolean> compared = new HashMap<>(); // replies to known questions
    private Optional<Scope> scope = Optional.empty();

    /**
     * The topic at which the reply is a mistake, as measured on known questions.
     *
     * @param least     cosine to a corrected question below which the reply may be right
     * @param isTopical whether the reply is mostly said within the topic; "I don't know" is said anywhere
     * @param mistaken  known questions whose reply is as wrong as those that were corrected: they lie among them
     */
    record Scope(double least, boolean isTopical, Set<Known> mistaken) {}

    /**
     * The corrections that say what most of them say.
     *
     * @param corrections those that agree, the latest last
     * @param questions   different questions among them
     * @param vouchers    people among those who vouch for them
     */
    record Agreed(List<Remembered> corrections, int questions, int vouchers) {}

    /** @param text as the first that was flagged has it */
    WrongReply(String letters, String text) {
        this.letters = letters;
        this.text = text;
    }

    String text() {
        return text;
    }

    boolean isComparedWith(TextDigest reply) {
        return compared.containsKey(reply);
    }

    void isComparedWith(TextDigest reply, boolean same) {
        compared.put(reply, same);
    }

    /** Replies to known questions that say the same in other words. */
    List<TextDigest> retold() {
        return compared.entrySet().stream().filter(Map.Entry::getValue).map(Map.Entry::getKey).toList();
    }

    String letters() {
        return letters;
    }

    List<Remembered> corrections() {
        return corrections;
    }

    void isWithin(Scope measured) {
        scope = Optional.of(measured);
    }

    Optional<Scope> scope() {
        return scope;
    }

    /** @param uses questions with this reply that nobody corrected */
    boolean isOftenCorrected(int uses) {
        int corrected = questions(latest());
        return corrected >= SHARE_OF_USES * (corrected + uses);
    }

    /**
     * The corrections on which rule 2 rests.
     *
     * @param uses questions with this reply that nobody corrected
     */
    Optional<Agreed> agreed(int uses) {
        List<Remembered> most = List.of();
        for (List<Remembered> group : latest().stream().collect(Collectors.groupingBy(one -> one.answer().meaning())).values()) {
            most = questions(group) > questions(most) ? group : most;
        }
        int agreeing = questions(most);
        if (agreeing < LEAST_AGREEING || agreeing < MOST_AGREE * questions(latest())) {
            return Optional.empty();
        }
        int vouchers = (int) most.stream().map(one -> one.correction().voucher()).distinct().count();
        boolean vouched = vouchers >= VOUCHERS || agreeing >= SHARE_OF_USES * (agreeing + uses);
        return vouched ? Optional.of(new Agreed(most, agreeing, vouchers)) : Optional.empty();
    }

    /** The latest of its corrections. */
    List<Remembered> latest() {
        return corrections.subList(Math.max(0, corrections.size() - MOST_COUNTED), corrections.size());
    }

    /** The different questions among them. */
    private static int questions(List<Remembered> corrections) {
        return (int) corrections.stream().map(Remembered::words).distinct().count();
    }
}
