package dev.retort.memory;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import dev.retort.meaning.TextDigest;
import dev.retort.memory.LetGos.Gone;
import dev.retort.memory.Places.Near;
import dev.retort.memory.Recollection.Nothing;
import dev.retort.memory.Recollection.Recalled;
import dev.retort.memory.Recollection.SameMeaning;
import dev.retort.memory.Recollection.SameMistake;
import dev.retort.memory.Recollection.SameWords;
import dev.retort.memory.Recollection.Why;
import dev.retort.memory.WrongReply.Agreed;
import dev.retort.memory.WrongReply.Scope;

/** The rules by which a correction is recalled. Guarded by the memory's lock. */
final class Decisions {
    private final Contents contents;
    private final boolean hasEncoder;

    Decisions(Contents contents, boolean hasEncoder) {
        this.contents = contents;
        this.hasEncoder = hasEncoder;
    }

    /** The same question, word by word. Empty if nobody corrected it. */
    Optional<Recollection> byWords(Said said) {
        List<Remembered> found = contents.corrections.ofWords(said);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Remembered latest = latest(found);
        boolean agreed = found.stream().allMatch(other -> other.answer().agrees(latest.answer()));
        if (agreed && contents.letGos.hasWords(said, latest.answer())) {
            return Optional.of(new Nothing(Why.LET_GO));
        }
        return Optional.of(agreed ? unlessRedacted(latest, new SameWords(latest.correction())) : new Nothing(Why.CONTRADICTED));
    }

    /** Rule 1: the same meaning. */
    Recollection byMeaning(Said said, Vectors vectors, Thresholds thresholds) {
        Asked asked = Asked.of(vectors, contents.space());
        List<Near<Remembered>> near = contents.corrected.near(asked);
        Optional<Near<Remembered>> nearest = near.stream().findFirst().filter(first -> first.likeness() >= thresholds.floor());
        if (nearest.isEmpty()) {
            return new Nothing(Why.NOTHING_NEAR);
        }
        Remembered one = nearest.get().owner();
        double likeness = nearest.get().likeness();
        double known = contents.knownAt.near(asked).stream().mapToDouble(Near::likeness).findFirst().orElse(-1);
        if (likeness - known < thresholds.margin()) {
            return new Nothing(Why.KNOWN);
        }
        if (isLetGo(said, asked, one.answer(), likeness)) {
            return new Nothing(Why.LET_GO);
        }
        double another = near.stream().filter(other -> !other.owner().answer().agrees(one.answer())).mapToDouble(Near::likeness).findFirst()
                .orElse(-1);
        if (likeness - another < Leniency.of(contents.space()).apart()) {
            return new Nothing(Why.CONTRADICTED);
        }
        return unless(one, new SameMeaning(one.correction(), likeness, known));
    }

    private boolean isLetGo(Said said, Asked asked, BetterReply answer, double likeness) {
        return contents.letGos.hasWords(said, answer)
                || contents.goneAt.near(asked, gone -> gone.hasMeaning() && gone.answer().agrees(answer)).stream()
                        .findFirst().filter((Near<Gone> gone) -> gone.likeness() >= likeness).isPresent();
    }

    /**
     * The correction, if nothing about it forbids that. Two of almost the same words that say different things may be about two things with names that an
     * encoder hardly tells apart: each holds where it was asked for, and neither anywhere else.
     */
    private static Recollection unless(Remembered one, Recalled recalled) {
        return one.contradicting().isEmpty() ? unlessRedacted(one, recalled) : new Nothing(Why.CONTRADICTED);
    }

    private static Recollection unlessRedacted(Remembered one, Recalled recalled) {
        return one.answer().canBeSaid() ? recalled : new Nothing(Why.REDACTED);
    }

    /**
     * Rule 2: the same mistake.
     *
     * @param letters of the reply that the model is about to give
     */
    Optional<Recalled> mistake(Said said, Optional<Vectors> vectors, String letters) {
        Optional<WrongReply> reply = contents.corrections.ofReply(TextDigest.of(letters));
        Optional<Agreed> agreed = reply.flatMap(contents::agreed);
        if (reply.isEmpty() || agreed.isEmpty()) {
            return Optional.empty();
        }
        Optional<Remembered> chosen = hasEncoder
                ? vectors.flatMap(at -> withinTopic(said, Asked.of(at, contents.space()), reply.get(), agreed.get()))
                : Optional.of(latest(agreed.get().corrections())).filter(one -> reply.get().isOftenCorrected(contents.uses(reply.get())))
                        .filter(one -> !contents.letGos.hasWords(said, one.answer()));
        return chosen.map(one -> unless(one, new SameMistake(one.correction(), agreed.get().questions(), agreed.get().vouchers())))
                .filter(Recalled.class::isInstance).map(Recalled.class::cast);
    }

    /**
     * The nearest correction of this reply, if it is among those that agree and the question is one of their topic, and not nearer to one at which the reply is
     * right.
     */
    private Optional<Remembered> withinTopic(Said said, Asked asked, WrongReply reply, Agreed agreed) {
        TextDigest letters = TextDigest.of(reply.letters());
        Optional<Scope> scope = reply.scope().filter(Scope::isTopical);
        Optional<Near<Remembered>> nearest = reply.latest().stream()
                .flatMap(one -> contents.corrected.likeness(one, asked).map(likeness -> new Near<>(one, likeness)).stream())
                .max(Comparator.comparingDouble(Near::likeness));
        return nearest.filter(near -> scope.filter(topic -> near.likeness() >= topic.least()).isPresent())
                .filter(near -> near.owner().answer().agrees(agreed.corrections().get(0).answer()))
                .filter(near -> !isLetGo(said, asked, near.owner().answer(), near.likeness()))
                .filter(near -> contents.knownAt.near(asked, known -> known.reply().equals(letters)).stream().findFirst()
                        .filter(known -> known.likeness() > near.likeness()).isEmpty())
                .map(Near::owner);
    }

    private static Remembered latest(List<Remembered> corrections) {
        return corrections.stream()
                .max(Comparator.comparing((Remembered one) -> one.correction().at()).thenComparing(one -> one.correction().id()))
                .orElseThrow();
    }
}
