package dev.retort.curation;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import dev.retort.text.Words;

/**
 * The approved examples of one prompt, and which of them hold. Two corrections contradict each other if their replies have other words. A flag and
 * another example do if the one says to avoid what the other says to reply. Praise contradicts no correction: a model may have more than one good
 * reply. Of two that contradict each other the later holds, in whatever order they are known.
 */
final class Claims {
    private static final Comparator<Claim> IN_ORDER = Comparator.comparing(Claim::at).thenComparing(Claim::id);

    private Claims() {}

    /** An example's claim to be learned. */
    record Claim(String id, Source source, Optional<String> chosen, Optional<String> rejected, Instant at) {
        static Claim of(Example example) {
            return new Claim(example.id, example.source, Optional.ofNullable(example.chosen), Optional.ofNullable(example.rejected),
                    example.saidAt);
        }
    }

    /** The ids of those that hold. */
    static Set<String> of(Collection<Claim> all) {
        return all.stream().filter(claim -> all.stream().noneMatch(other -> outdoes(other, claim))).map(Claim::id)
                .collect(Collectors.toSet());
    }

    /** Whether one says otherwise than the other and is later, or betters the reply that it flags. */
    private static boolean outdoes(Claim one, Claim other) {
        return IN_ORDER.compare(one, other) > 0 && contradicts(one, other) || betters(one, other);
    }

    /** Whether one of them can hold only. */
    static boolean contradict(Claim one, Claim other) {
        return IN_ORDER.compare(one, other) > 0 ? contradicts(one, other) : contradicts(other, one);
    }

    private static boolean contradicts(Claim later, Claim earlier) {
        if (later.source() == Source.FLAG || earlier.source() == Source.FLAG) {
            return same(later.chosen(), earlier.rejected()) || same(later.rejected(), earlier.chosen());
        }
        return later.source() == Source.CORRECTION && earlier.chosen().isPresent() && !same(later.chosen(), earlier.chosen());
    }

    /** Whether one gives a better reply than that which the other flags. */
    private static boolean betters(Claim one, Claim flag) {
        return one.source() == Source.CORRECTION && flag.source() == Source.FLAG && same(one.rejected(), flag.rejected());
    }

    private static boolean same(Optional<String> one, Optional<String> other) {
        return one.isPresent() && other.isPresent() && Words.same(one.get(), other.get());
    }
}
