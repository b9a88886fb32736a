package dev.retort.trainer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

import dev.retort.model.Turn;
import dev.retort.text.Words;
import dev.retort.training.TrainingData;
import dev.retort.training.TrainingExample;

/**
 * Known questions that a run neither learns nor keeps, so that they tell what it does to those that it has not seen.
 *
 * @param questions first turns whose reply nobody corrected; none where they would be too large a part of what is replayed
 * @param rest the data without any conversation that begins with one of them
 */
record HeldOutQuestions(List<List<Turn>> questions, TrainingData rest) {
    private static final int MOST = 100;
    private static final int REPLAYED_FOR_EACH = 5;

    /** @param seed chooses them */
    static HeldOutQuestions of(TrainingData data, long seed) {
        Set<List<String>> wrong = new HashSet<>();
        Stream.of(data.train(), data.validation()).flatMap(List::stream).forEach(example -> {
            example.rejected().ifPresent(reply -> wrong.add(Words.of(reply)));
            if (example.flagged()) {
                wrong.add(Words.of(example.reply()));
            }
        });
        Set<List<Turn>> mined = new HashSet<>();
        data.mined().forEach(example -> mined.add(example.prompt()));
        Map<List<Turn>, TrainingExample> first = new LinkedHashMap<>();
        data.replay().stream().filter(example -> example.prompt().size() == 1 && !example.flagged())
                .forEach(example -> first.putIfAbsent(example.prompt(), example));
        first.values().removeIf(example -> wrong.contains(Words.of(example.reply())) || mined.contains(example.prompt()));
        List<List<Turn>> questions = new ArrayList<>(first.keySet());
        Collections.shuffle(questions, new Random(seed));
        if (questions.size() < MOST * REPLAYED_FOR_EACH) {
            return new HeldOutQuestions(List.of(), data);
        }
        List<List<Turn>> chosen = List.copyOf(questions.subList(0, MOST));
        Set<Turn> begin = new HashSet<>();
        chosen.forEach(question -> begin.add(question.get(0)));
        List<TrainingExample> kept = data.replay().stream().filter(example -> !begin.contains(example.prompt().get(0))).toList();
        return new HeldOutQuestions(chosen, new TrainingData(data.train(), data.validation(), kept, data.mined()));
    }
}
