package dev.retort.memory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

import dev.retort.meaning.Nearest;
import dev.retort.meaning.PackedVector;
import dev.retort.meaning.Space;

/**
 * Things that were asked at a place in the space, and those of them that are nearest to a question. Guarded by the memory's lock.
 *
 * <p>A question that came first in its conversation can be understood alone, so it is compared with what is asked alone. One that came later may need what
 * was said before: then both must be like it, the question alone and the question with the turn before.
 */
final class Places<T> {
    /** Enough that those which are only alike alone don't hide one that is alike in all. */
    private static final int LOOKED_AT = 64;

    private final Space space;
    private final Nearest nearest;
    private final Map<T, Integer> slots = new HashMap<>();
    private final List<Optional<Placed<T>>> placed = new ArrayList<>();

    private record Placed<T>(T owner, Optional<PackedVector> together) {}

    /**
     * A thing that was found.
     *
     * @param likeness the cosine, or the lesser of two
     */
    record Near<T>(T owner, double likeness) {}

    Places(Space space, int dimensions) {
        this.space = space;
        this.nearest = new Nearest(dimensions);
    }

    int size() {
        return nearest.size();
    }

    void add(T owner, Vectors vectors) {
        remove(owner);
        Asked asked = Asked.of(vectors, space);
        int slot = nearest.add(PackedVector.of(asked.alone()));
        while (placed.size() <= slot) {
            placed.add(Optional.empty());
        }
        placed.set(slot, Optional.of(new Placed<>(owner, vectors.together().map(t -> PackedVector.of(asked.together())))));
        slots.put(owner, slot);
    }

    boolean holds(T owner) {
        return slots.containsKey(owner);
    }

    /** Removes all others. */
    void retain(Predicate<T> wanted) {
        List.copyOf(slots.keySet()).stream().filter(owner -> !wanted.test(owner)).forEach(this::remove);
    }

    void remove(T owner) {
        Optional.ofNullable(slots.remove(owner)).ifPresent(slot -> {
            nearest.remove(slot);
            placed.set(slot, Optional.empty());
        });
    }

    /** The nearest of all, the nearest first. */
    List<Near<T>> near(Asked asked) {
        return near(asked, nearest.nearest(asked.alone(), LOOKED_AT));
    }

    /** The nearest of some, the nearest first. */
    List<Near<T>> near(Asked asked, Predicate<T> among) {
        return near(asked, nearest.nearest(asked.alone(), LOOKED_AT, slot -> among.test(at(slot).owner())));
    }

    private List<Near<T>> near(Asked asked, List<Nearest.Hit> hits) {
        List<Near<T>> found = new ArrayList<>();
        for (Nearest.Hit hit : hits) {
            Placed<T> at = at(hit.slot());
            found.add(new Near<>(at.owner(), likeness(hit.cosine(), at, asked)));
        }
        found.sort(Comparator.comparingDouble((Near<T> near) -> near.likeness()).reversed());
        return found;
    }

    /** The likeness of one thing to a question; empty if it has no place yet. */
    Optional<Double> likeness(T owner, Asked asked) {
        return Optional.ofNullable(slots.get(owner)).map(slot -> likeness(nearest.get(slot).cosine(asked.alone()), at(slot), asked));
    }

    private static <T> double likeness(double alone, Placed<T> at, Asked asked) {
        return at.together().map(together -> Math.min(alone, together.cosine(asked.together()))).orElse(alone);
    }

    private Placed<T> at(int slot) {
        return placed.get(slot).orElseThrow();
    }
}
