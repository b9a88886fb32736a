package dev.retort.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The fit of replies by their source and by their subject.
 *
 * @param sources by {@link GateExample#source}
 * @param domains by {@link GateExample#domain}, of the examples that carry one
 */
public record Breakdown(Map<String, EvaluationReport.Replies> sources, Map<String, EvaluationReport.Replies> domains) {
    private record Scored(GateExample example, ReplyScore score) {}

    static Breakdown of(EncodedGateSet set, Measurements model) {
        List<Scored> scored = new ArrayList<>(scored(set.correctionExamples(), model.corrections()));
        scored.addAll(scored(set.domainExamples(), model.domain()));
        return new Breakdown(by(scored, example -> Stream.of(example.source())), by(scored, example -> example.domain().stream()));
    }

    private static List<Scored> scored(List<GateExample> examples, List<ReplyScore> scores) {
        List<Scored> scored = new ArrayList<>();
        for (int i = 0; i < scores.size(); i++) {
            scored.add(new Scored(examples.get(i), scores.get(i)));
        }
        return scored;
    }

    private static Map<String, EvaluationReport.Replies> by(List<Scored> scored, Function<GateExample, Stream<String>> key) {
        Map<String, EvaluationReport.Replies> parts = new TreeMap<>();
        scored.stream().flatMap(one -> key.apply(one.example()).map(name -> Map.entry(name, one.score())))
                .collect(Collectors.groupingBy(Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())))
                .forEach((name, scores) -> EvaluationReport.Replies.of(scores).ifPresent(replies -> parts.put(name, replies)));
        return parts;
    }
}
