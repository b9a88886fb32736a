package dev.retort.memory;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import dev.retort.meaning.TextDigest;
import dev.retort.text.Words;

/** The corrections by id, by the words of their question, and by the reply that they correct. Guarded by the memory's lock. */
final class Corrections {
    private static final Comparator<Remembered> BY_AGE = Comparator.comparing((Remembered one) -> one.correction().at())
            .thenComparing(one -> one.correction().id());

    private final int most;
    private final Map<String, Remembered> byId = new HashMap<>();
    private final TreeSet<Remembered> byAge = new TreeSet<>(BY_AGE);
    private final Map<TextDigest, List<Remembered>> byWords = new HashMap<>();
    private final Map<TextDigest, WrongReply> byReply = new HashMap<>();
    private final Map<TextDigest, Set<WrongReply>> retold = new HashMap<>();
    private final Map<String, BetterReply> answers = new HashMap<>();
    private int later;
    private long characters;

    Corrections(int most) {
        this.most = most;
    }

    int size() {
        return byId.size();
    }

    /** Characters of all texts. */
    long characters() {
        return characters;
    }

    /** Whether the turn before a question matters to any. */
    boolean hasLaterOnes() {
        return later > 0;
    }

    Collection<Remembered> all() {
        return byId.values();
    }

    /** All, the latest first. */
    Stream<Remembered> latest() {
        return byAge.descendingSet().stream();
    }

    Collection<BetterReply> answers() {
        return answers.values();
    }

    Collection<WrongReply> replies() {
        return byReply.values();
    }

    Optional<Remembered> get(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    boolean holds(Remembered one) {
        return byId.get(one.correction().id()) == one;
    }

    /** The oldest, if there are more than there may be. */
    Optional<Remembered> surplus() {
        return byAge.size() > most ? Optional.of(byAge.first()) : Optional.empty();
    }

    Remembered add(Correction correction, Said said) {
        BetterReply answer = answers.computeIfAbsent(answerKey(correction), key -> new BetterReply(correction.corrected())).use();
        var one = new Remembered(correction, said, answer);
        byId.put(correction.id(), one);
        byAge.add(one);
        byWords.computeIfAbsent(one.words(), words -> new ArrayList<>()).add(one);
        String letters = Letters.of(correction.flagged());
        byReply.computeIfAbsent(TextDigest.of(letters), key -> new WrongReply(letters, correction.flagged())).corrections().add(one);
        later += said.isFirst() ? 0 : 1;
        characters += characters(one);
        return one;
    }

    void remove(Remembered one) {
        byId.remove(one.correction().id());
        byAge.remove(one);
        List<Remembered> same = byWords.getOrDefault(one.words(), new ArrayList<>());
        same.remove(one);
        if (same.isEmpty()) {
            byWords.remove(one.words());
        }
        TextDigest key = reply(one);
        WrongReply reply = byReply.get(key);
        if (reply != null) {
            reply.corrections().remove(one);
            if (reply.corrections().isEmpty()) {
                byReply.remove(key);
                reply.retold().forEach(words -> forget(words, reply));
            }
        }
        if (one.answer().leave()) {
            answers.remove(answerKey(one.correction()));
        }
        one.contradicting().forEach(other -> other.contradicting().remove(one));
        later -= one.said().isFirst() ? 0 : 1;
        characters -= characters(one);
    }

    /** Those of the same words: of the question with the turn before, or of a question that came first and needs none. */
    List<Remembered> ofWords(Said said) {
        List<Remembered> found = byWords.getOrDefault(said.words(), List.of());
        return found.isEmpty() ? byWords.getOrDefault(said.lastWords(), List.of()) : found;
    }

    boolean hasWords(TextDigest words) {
        return byWords.containsKey(words);
    }

    Optional<WrongReply> ofReply(TextDigest letters) {
        return Optional.ofNullable(byReply.get(letters));
    }

    /** Takes note of whether a reply to known questions says what this one says. */
    void compared(WrongReply wrong, TextDigest reply, boolean same) {
        wrong.isComparedWith(reply, same);
        if (same) {
            retold.computeIfAbsent(reply, words -> new HashSet<>()).add(wrong);
        }
    }

    private void forget(TextDigest reply, WrongReply wrong) {
        retold.computeIfPresent(reply, (words, all) -> {
            all.remove(wrong);
            return all.isEmpty() ? null : all;
        });
    }

    /** Replies that were corrected and say this, in the same words or in others. */
    Stream<WrongReply> saying(TextDigest reply) {
        return Stream.concat(ofReply(reply).stream(), retold.getOrDefault(reply, Set.of()).stream());
    }

    /** The latest corrections of a reply, whatever its words, that say what some of these words' corrections say. */
    List<Remembered> inAnyWords(WrongReply wrong) {
        List<Remembered> all = new ArrayList<>(wrong.latest());
        wrong.retold().stream().flatMap(words -> ofReply(words).stream()).filter(other -> other != wrong)
                .flatMap(other -> other.latest().stream())
                .filter(other -> wrong.latest().stream().anyMatch(one -> one.answer().agrees(other.answer()))).forEach(all::add);
        return all;
    }

    WrongReply flagged(Remembered one) {
        return ofReply(reply(one)).orElseThrow();
    }

    static TextDigest reply(Remembered one) {
        return TextDigest.of(Letters.of(one.correction().flagged()));
    }

    private static String answerKey(Correction correction) {
        return Words.joined(correction.corrected());
    }

    private static long characters(Remembered one) {
        Correction correction = one.correction();
        long turns = correction.asked().turns().stream().mapToLong(turn -> turn.content().length()).sum();
        return turns + one.said().last().length() + 2L * correction.flagged().length() + correction.corrected().length();
    }
}
