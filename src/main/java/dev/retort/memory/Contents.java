package dev.retort.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.retort.meaning.Space;
import dev.retort.meaning.TextDigest;
import dev.retort.memory.LetGos.Gone;

/** All that the memory holds, and which of it counts. Guarded by the memory's lock. */
final class Contents {
    /** Cosine of two questions that are the same in other words, in the encoder's own view. "Norway" and "Sweden" in the same question reach 0.86. */
    private static final double SAME_QUESTION = 0.92;
    private static final int COMPARED = 20;
    private static final int MOST_USES = 100;

    final Corrections corrections;
    final KnownQuestions known;
    final LetGos letGos = new LetGos();
    private final boolean hasEncoder;
    private final int dimensions;
    /** Letters of replies that rule 2 may correct. The engine's thread reads them, which must not wait. */
    private final ConcurrentSkipListSet<String> mistakes = new ConcurrentSkipListSet<>();
    private Space space;
    Places<Remembered> corrected;
    Places<Known> knownAt;
    Places<Gone> goneAt;

    /** @param dimensions of the encoder's vectors; empty without one */
    Contents(MemorySettings settings, Optional<Integer> dimensions) {
        this.hasEncoder = dimensions.isPresent();
        this.corrections = new Corrections(settings.corrections());
        this.known = new KnownQuestions(settings.known());
        this.dimensions = dimensions.orElse(1);
        this.space = Space.plain(this.dimensions);
        this.corrected = new Places<>(space, this.dimensions);
        this.knownAt = new Places<>(space, this.dimensions);
        this.goneAt = new Places<>(space, this.dimensions);
    }

    Space space() {
        return space;
    }

    Set<String> mistakes() {
        return mistakes;
    }

    /** Whether a reply that rule 2 may correct begins with these letters. */
    boolean beginsAMistake(String letters) {
        String next = mistakes.ceiling(letters);
        return next != null && next.startsWith(letters);
    }

    Remembered remember(Correction correction, Said said) {
        forget(correction.id());
        List<Remembered> same = List.copyOf(corrections.ofWords(said));
        Remembered one = corrections.add(correction, said);
        if (!hasEncoder) { // else they are compared when their vectors are there
            same.forEach(other -> compare(one, other));
        }
        corrections.surplus().map(oldest -> oldest.correction().id()).ifPresent(this::forget);
        refresh(one);
        return one;
    }

    /** @return whether there was one */
    boolean forget(String id) {
        Optional<Remembered> gone = corrections.get(id);
        gone.ifPresent(one -> {
            corrections.remove(one);
            corrected.remove(one);
            refresh(one);
        });
        Optional<Gone> takenBack = letGos.remove(id);
        takenBack.ifPresent(goneAt::remove);
        return gone.isPresent() || takenBack.isPresent();
    }

    /** Empty if there is no such correction. */
    Optional<Gone> letGo(LetGo letGo, Said said) {
        return corrections.get(letGo.correction()).map(one -> {
            var gone = new Gone(letGo, said, one.answer());
            letGos.add(gone).ifPresent(goneAt::remove);
            return gone;
        });
    }

    /** Empty if it says nothing new. */
    Optional<Known> know(KnownQuestion question, Said said) {
        TextDigest words = said.words();
        TextDigest reply = TextDigest.of(Letters.of(question.reply()));
        if (known.has(words, reply, question.origin())) {
            return Optional.empty();
        }
        var one = new Known(said, words, reply, question.origin());
        known.add(one, question.reply()).forEach(gone -> {
            knownAt.remove(gone);
            refresh(gone.reply());
        });
        refresh(reply);
        return Optional.of(one);
    }

    boolean doubt(Said said) {
        Optional<Known> doubted = known.ofWords(said.words());
        doubted.ifPresent(one -> {
            known.remove(one);
            knownAt.remove(one);
            refresh(one.reply());
        });
        return doubted.isPresent();
    }

    /** Puts right what depends on a correction that came or went: the known questions that count, and the replies that rule 2 corrects. */
    private void refresh(Remembered one) {
        known.ofWords(one.words()).ifPresent(this::refresh);
        refresh(Corrections.reply(one));
    }

    void refresh(TextDigest reply) {
        for (Known one : List.copyOf(known.ofReply(reply))) {
            refresh(one);
        }
        corrections.ofReply(reply).ifPresent(this::judge);
    }

    private void judge(WrongReply reply) {
        if (agreed(reply).isPresent()) {
            mistakes.add(reply.letters());
        } else {
            mistakes.remove(reply.letters());
        }
    }

    private void refresh(Known one) {
        boolean counts = counts(one);
        if (!counts) {
            knownAt.remove(one);
        } else if (!knownAt.holds(one)) {
            one.vectors().ifPresent(vectors -> knownAt.add(one, vectors));
        }
    }

    /**
     * Whether a known question speaks against a correction nearby. Not if it was itself corrected, or if its reply is wrong in the same way as one that was,
     * in the same words or in others.
     * Traffic speaks only where the reply is one that replay or praise vouch for: that nobody objected proves little.
     */
    boolean counts(Known one) {
        if (!known.holds(one) || corrections.hasWords(one.words())) {
            return false;
        }
        return switch (one.origin()) {
            case PRAISE -> true;
            case REPLAY -> isPraised(one.reply()) || !isMistaken(one);
            case TRAFFIC -> corrections.ofReply(one.reply()).isEmpty() && known.isVouchedFor(one.reply()) && !isMistaken(one);
        };
    }

    private boolean isMistaken(Known one) {
        return corrections.saying(one.reply()).flatMap(wrong -> wrong.scope().stream()).anyMatch(scope -> scope.mistaken().contains(one));
    }

    /** Whether its vector is of any use: to speak against corrections, or to tell how generic a flagged reply is. */
    boolean isOfUse(Known one) {
        return counts(one) || known.holds(one) && corrections.saying(one.reply()).findFirst().isPresent();
    }

    /** The corrections on which rule 2 rests for this reply, whatever the topic. */
    Optional<WrongReply.Agreed> agreed(WrongReply reply) {
        return isPraised(TextDigest.of(reply.letters())) ? Optional.empty() : reply.agreed(uses(reply));
    }

    int uses(WrongReply reply) {
        return known.ofReply(TextDigest.of(reply.letters())).size();
    }

    private boolean isPraised(TextDigest reply) {
        return known.isPraised(reply);
    }

    /** Known questions with this reply that have vectors. */
    List<Known> usesAt(WrongReply reply) {
        return usesAt(TextDigest.of(reply.letters()));
    }

    /** For each reply that says the same in other words, the known questions with it that have vectors. */
    List<List<Known>> usesInOtherWords(WrongReply reply) {
        return reply.retold().stream().filter(words -> !isPraised(words)).map(this::usesAt).toList();
    }

    private List<Known> usesAt(TextDigest reply) {
        return known.ofReply(reply).stream()
                .filter(one -> one.vectors().isPresent() && !corrections.hasWords(one.words()))
                .limit(MOST_USES).toList();
    }

    /** Sets the topic of a reply, and with it the known questions that count. */
    void scope(WrongReply reply, WrongReply.Scope scope) {
        reply.isWithin(scope);
        refresh(TextDigest.of(reply.letters()));
        reply.retold().forEach(this::refresh);
    }

    /** Replies to the known questions near a correction that its flagged reply was not yet compared with. */
    Set<TextDigest> toCompare(Remembered one, WrongReply wrong) {
        return one.vectors().stream().flatMap(vectors -> knownAt.near(Asked.of(vectors, space)).stream().limit(COMPARED))
                .map(near -> near.owner().reply()).filter(reply -> isToCompare(wrong, reply)).collect(Collectors.toSet());
    }

    /** Flagged replies to the corrected questions near a known one that its reply was not yet compared with. */
    Set<WrongReply> toCompare(Known one) {
        return one.vectors().stream().flatMap(vectors -> corrected.near(Asked.of(vectors, space)).stream().limit(COMPARED))
                .map(near -> corrections.flagged(near.owner())).filter(wrong -> isToCompare(wrong, one.reply()))
                .collect(Collectors.toSet());
    }

    private static boolean isToCompare(WrongReply wrong, TextDigest reply) {
        return !wrong.isComparedWith(reply) && !TextDigest.of(wrong.letters()).equals(reply);
    }

    /** Takes the vectors of a correction and compares it with its neighbours. */
    void place(Remembered one, Vectors vectors) {
        one.isAt(vectors);
        Asked asked = Asked.of(vectors, space);
        List<Remembered> neighbours = corrected.near(asked).stream().limit(COMPARED).map(Places.Near::owner).toList();
        corrected.add(one, vectors);
        List<Remembered> others = new ArrayList<>(neighbours);
        List<Remembered> same = corrections.flagged(one).corrections();
        others.addAll(same.subList(Math.max(0, same.size() - COMPARED), same.size()));
        others.forEach(other -> one.answer().compare(other.answer()));
        others.addAll(one.contradicting());
        others.addAll(corrections.ofWords(one.said()));
        others.stream().filter(other -> other.vectors().isPresent()).forEach(other -> compare(one, other)); // the rest comes later
        refresh(one);
    }

    private static void compare(Remembered one, Remembered other) {
        if (isSameQuestion(one, other) && !one.answer().agrees(other.answer())) {
            one.contradicting().add(other);
            other.contradicting().add(one);
        } else {
            one.contradicting().remove(other);
            other.contradicting().remove(one);
        }
    }

    private static boolean isSameQuestion(Remembered one, Remembered other) {
        if (one.words().equals(other.words())) {
            return true;
        }
        return one.vectors().isPresent() && other.vectors().isPresent() && one.said().figures().equals(other.said().figures())
                && alike(one.vectors().get(), other.vectors().get());
    }

    private static boolean alike(Vectors one, Vectors other) {
        return one.together().isPresent() == other.together().isPresent() && cosine(one.alone(), other.alone()) >= SAME_QUESTION
                && (one.together().isEmpty() || cosine(one.together().get(), other.together().get()) >= SAME_QUESTION);
    }

    private static double cosine(Vectors.Of one, Vectors.Of other) {
        return one.vector().cosine(other.vector().unpacked());
    }

    void place(Known one, Vectors vectors) {
        one.isAt(vectors);
        refresh(one);
    }

    void place(Gone one, Vectors vectors) {
        one.isAt(vectors);
        goneAt.add(one, vectors);
    }

    /** All vectors that there are. */
    List<Vectors.Of> held() {
        Stream<Vectors> questions = Stream.of(corrections.all().stream().map(Remembered::vectors), known.all().map(Known::vectors),
                letGos.all().stream().map(Gone::vectors)).flatMap(all -> all).flatMap(Optional::stream);
        Stream<Vectors.Of> replies = corrections.answers().stream()
                .flatMap(answer -> answer.vector().map(vector -> new Vectors.Of(TextDigest.of(answer.text()), vector)).stream());
        return Stream.concat(questions.flatMap(at -> Stream.concat(Stream.of(at.alone()), at.together().stream())), replies).toList();
    }

    /** All that has a place, for {@link Move#to}. */
    Move move() {
        return new Move(corrections.all().stream().filter(one -> one.vectors().isPresent()).toList(),
                known.all().filter(this::counts).filter(
                        one -> one.vectors().isPresent()).toList(),
                letGos.all().stream().filter(one -> one.vectors().isPresent()).toList(), dimensions);
    }

    /** Changes the space. What has come or gone since the move began is put right. */
    void change(Move.Moved moved) {
        space = moved.space();
        corrected = moved.corrected();
        knownAt = moved.known();
        goneAt = moved.gone();
        corrected.retain(corrections::holds);
        knownAt.retain(known::holds);
        goneAt.retain(letGos::holds);
        known.all().forEach(this::refresh);
    }
}
