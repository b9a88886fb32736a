package dev.retort.memory;

import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import dev.retort.meaning.TextDigest;
import dev.retort.memory.LetGo.Reach;

/**
 * The places where a correction does not hold, the latest of them. What is let go of is the reply: other corrections that say the same are not recalled
 * there either. Guarded by the memory's lock.
 */
final class LetGos {
    private static final int MOST = 10_000;

    private final Map<String, Gone> byId = new LinkedHashMap<>();
    private final Map<TextDigest, Integer> words = new HashMap<>();

    /** One of them. */
    static final class Gone {
        private final LetGo letGo;
        private final Said said;
        private final BetterReply answer;
        private final TextDigest words;
        private Optional<Vectors> vectors = Optional.empty();

        Gone(LetGo letGo, Said said, BetterReply answer) {
            this.letGo = letGo;
            this.said = said;
            this.answer = answer;
            this.words = said.words();
        }

        Said said() {
            return said;
        }

        BetterReply answer() {
            return answer;
        }

        boolean hasMeaning() {
            return letGo.reach() == Reach.MEANING;
        }

        Optional<Vectors> vectors() {
            return vectors;
        }

        void isAt(Vectors place) {
            vectors = Optional.of(place);
        }
    }

    int size() {
        return byId.size();
    }

    Collection<Gone> all() {
        return byId.values();
    }

    boolean holds(Gone gone) {
        return byId.get(gone.letGo.id()) == gone;
    }

    /** @return the one that had to make room, if any */
    Optional<Gone> add(Gone gone) {
        Optional<Gone> oldest = Optional.empty();
        if (byId.size() >= MOST) {
            Iterator<Gone> all = byId.values().iterator();
            oldest = Optional.of(all.next());
            oldest.ifPresent(one -> remove(one.letGo.id()));
        }
        remove(gone.letGo.id());
        byId.put(gone.letGo.id(), gone);
        words.merge(gone.words, 1, Integer::sum);
        return oldest;
    }

    Optional<Gone> remove(String id) {
        Optional<Gone> gone = Optional.ofNullable(byId.remove(id));
        gone.ifPresent(one -> words.computeIfPresent(one.words, (key, count) -> count == 1 ? null : count - 1));
        return gone;
    }

    /** Whether this reply was let go of at these very words. */
    boolean hasWords(Said said, BetterReply answer) {
        TextDigest asked = said.words();
        return words.containsKey(asked) && byId.values().stream().anyMatch(gone -> gone.words.equals(asked) && gone.answer.agrees(answer));
    }
}
