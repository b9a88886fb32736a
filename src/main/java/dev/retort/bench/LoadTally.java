package dev.retort.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntConsumer;

import dev.retort.bench.Answers.Answer;
import dev.retort.bench.Answers.Failed;
import dev.retort.bench.Answers.Outcome;
import dev.retort.bench.Answers.Refused;

/** Counts what becomes of questions, from the moment when it is made. */
final class LoadTally {
    private final IntConsumer progress;
    private final long began = System.nanoTime();
    // guarded by this
    private final List<Answer> answers = new ArrayList<>();
    private final Map<Integer, Integer> refused = new TreeMap<>();
    private final Map<String, Integer> failures = new LinkedHashMap<>();
    private long lastAnswer = began;
    private int all;

    /** @param progress is told how many questions have got their outcome, each number once and in order */
    LoadTally(IntConsumer progress) {
        this.progress = progress;
    }

    synchronized void count(Outcome outcome) {
        if (outcome instanceof Answer answer) {
            answers.add(answer);
            lastAnswer = System.nanoTime();
        } else if (outcome instanceof Refused no) {
            refused.merge(no.status(), 1, Integer::sum);
        } else if (outcome instanceof Failed failed) {
            failures.merge(failed.reason(), 1, Integer::sum);
        }
        all++;
        progress.accept(all);
    }

    synchronized LoadFigures figures(int clients) {
        return new LoadFigures(clients, Duration.ofNanos(lastAnswer - began), List.copyOf(answers),
                Collections.unmodifiableMap(new TreeMap<>(refused)), Collections.unmodifiableMap(new LinkedHashMap<>(failures)));
    }
}
