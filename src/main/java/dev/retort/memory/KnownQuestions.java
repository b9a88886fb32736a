package dev.retort.memory;

import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import dev.retort.meaning.TextDigest;
import dev.retort.memory.KnownQuestion.Origin;

/** The known questions, by their words and by their reply. Each origin has its own share of the room, so that traffic can't drive the others out. */
final class KnownQuestions {
    private static final Map<Origin, Double> SHARES = Map.of(Origin.REPLAY, 0.5, Origin.PRAISE, 0.2, Origin.TRAFFIC, 0.3);

    private final Map<Origin, Map<TextDigest, Known>> byWords = new EnumMap<>(Origin.class);
    private final Map<TextDigest, KnownReply> byReply = new HashMap<>();
    private final int most;

    KnownQuestions(int most) {
        this.most = most;
        for (Origin origin : Origin.values()) {
            byWords.put(origin, new LinkedHashMap<>());
        }
    }

    int size() {
        return byWords.values().stream().mapToInt(Map::size).sum();
    }

    Stream<Known> all() {
        return byWords.values().stream().flatMap(known -> known.values().stream());
    }

    boolean holds(Known known) {
        return of(known.origin()).get(known.words()) == known;
    }

    /** All with this reply. */
    Set<Known> ofReply(TextDigest reply) {
        return reply(reply).map(KnownReply::questions).orElse(Set.of());
    }

    Optional<KnownReply> reply(TextDigest reply) {
        return Optional.ofNullable(byReply.get(reply));
    }

    /** The one of these words. */
    Optional<Known> ofWords(TextDigest words) {
        return byWords.values().stream().map(known -> known.get(words)).flatMap(Stream::ofNullable).findFirst();
    }

    /** Whether somebody praised this reply. */
    boolean isPraised(TextDigest reply) {
        return ofReply(reply).stream().anyMatch(known -> known.origin() == Origin.PRAISE);
    }

    /** Whether the model was taught this reply, or somebody praised it. */
    boolean isVouchedFor(TextDigest reply) {
        return ofReply(reply).stream().anyMatch(known -> known.origin() != Origin.TRAFFIC);
    }

    /**
     * Whether one of these words is there that says as much.
     *
     * @param reply of the other
     */
    boolean has(TextDigest words, TextDigest reply, Origin origin) {
        return ofWords(words).filter(known -> known.origin().compareTo(Origin.TRAFFIC) < 0 && origin == Origin.TRAFFIC
                || known.origin() == Origin.PRAISE && origin == Origin.REPLAY
                || known.origin() == origin && known.reply().equals(reply)).isPresent();
    }

    /**
     * @param reply its text
     * @return those that had to make room
     */
    Collection<Known> add(Known known, String reply) {
        Set<Known> gone = new LinkedHashSet<>();
        ofWords(known.words()).ifPresent(gone::add);
        Map<TextDigest, Known> kind = of(known.origin());
        if (kind.size() >= Math.max(1, most * SHARES.getOrDefault(known.origin(), 0.0))) {
            Iterator<Known> oldest = kind.values().iterator();
            gone.add(oldest.next());
        }
        gone.forEach(this::remove);
        kind.put(known.words(), known);
        byReply.computeIfAbsent(known.reply(), words -> new KnownReply(reply)).questions().add(known);
        return gone;
    }

    void remove(Known known) {
        of(known.origin()).remove(known.words());
        byReply.computeIfPresent(known.reply(), (words, reply) -> {
            reply.questions().remove(known);
            return reply.questions().isEmpty() ? null : reply;
        });
    }

    private Map<TextDigest, Known> of(Origin origin) {
        return Optional.ofNullable(byWords.get(origin)).orElseThrow();
    }
}
