package dev.retort.demo;

import java.util.ArrayList;
import java.util.List;

/**
 * One of the moments at which the questions were asked.
 *
 * @param key for programs
 * @param before what the weights alone had said until then
 */
record MeasureStage(String title, Key key, List<Answer> answers, List<Answer> before) {
    enum Key {
        /** The weights before any correction. */
        BASE,
        /** A second after the last correction of a round, with the memory. */
        MEMORY,
        /** After the run, without the memory. */
        WEIGHTS,
        /** After the run, with the memory. */
        BOTH
    }

    /** All of them, in their order. */
    static List<MeasureStage> of(List<RoundFigures> figures) {
        var stages = new ArrayList<MeasureStage>();
        stages.add(new MeasureStage("before any correction", Key.BASE, figures.get(0).answers(), figures.get(0).answers()));
        for (int round = 1; round < figures.size(); round++) {
            RoundFigures now = figures.get(round);
            List<Answer> before = figures.get(round - 1).answers();
            String run = now.verdict().equals("accepted") ? "" : now.verdict().isEmpty() ? " (no run)" : " (" + now.verdict() + ")";
            String title = round + ", after the run" + run + ": ";
            int number = round;
            now.atOnce().ifPresent(memory -> stages.add(
                    new MeasureStage(number + ", a second after the corrections: memory", Key.MEMORY, memory.before(), before)));
            stages.add(new MeasureStage(title + "weights", Key.WEIGHTS, now.answers(), before));
            now.atOnce().ifPresent(
                    memory -> stages.add(new MeasureStage(title + "weights and memory", Key.BOTH, memory.after(), now.answers())));
        }
        return List.copyOf(stages);
    }

    boolean right(int place) {
        return answers.get(place).right();
    }

    /** Whether a correction changed what the weights say. */
    boolean isChanged(int place) {
        return answers.get(place).recalled() && !answers.get(place).reply().text().equals(before.get(place).reply().text());
    }

    /** Whether a correction was said that does not answer the question. */
    boolean isMistaken(int place) {
        return answers.get(place).recalled() && !right(place);
    }
}
