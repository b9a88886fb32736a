package dev.retort.memory;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

import dev.retort.memory.LetGos.Gone;

/** Things that have no vectors yet. The latest correction is the first to get some: it acts within a second while thousands of older ones wait. */
final class Unplaced {
    private final Deque<Task> corrections = new ArrayDeque<>();
    private final Deque<Task> known = new ArrayDeque<>();

    /** One thing that waits. */
    sealed interface Task {}

    record OfCorrection(Remembered one) implements Task {}

    record OfLetGo(Gone one) implements Task {}

    record OfKnown(Known one) implements Task {}

    synchronized void add(Task task) {
        if (task instanceof OfKnown) {
            known.addLast(task);
        } else {
            corrections.addFirst(task);
        }
        notifyAll();
    }

    synchronized Optional<Task> next() {
        return Optional.ofNullable(corrections.isEmpty() ? known.pollFirst() : corrections.pollFirst());
    }

    synchronized int size() {
        return corrections.size() + known.size();
    }

    /** Whether a correction waits. */
    synchronized boolean isUrgent() { return !corrections.isEmpty(); }

    /** Waits for something to do, at most so long. */
    synchronized void await(long millis) throws InterruptedException {
        if (size() == 0) {
            wait(millis);
        }
    }

    /** Lets others compute for a moment, unless a correction waits or comes. */
    synchronized void pause(long millis) throws InterruptedException {
        if (corrections.isEmpty() && millis > 0) {
            wait(millis);
        }
    }
}
