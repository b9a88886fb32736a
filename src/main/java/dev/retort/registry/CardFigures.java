package dev.retort.registry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

/**
 * A card's figures: where the gate's evaluation is among them, as tables of this version beside its parent and as Hugging Face's {@code model-index}; all
 * others as they are.
 */
final class CardFigures {
    private static final String EVALUATION = "evaluation";

    /** A figure of an evaluation report: its name for people, Hugging Face's type of metric, and its place in the report. */
    private record Figure(String name, String type, String place) {}

    private static final List<Figure> FIGURES = List.of(
            new Figure("Perplexity of corrected replies", "perplexity", "/corrections/perplexity"),
            new Figure("Perplexity of other replies", "perplexity", "/domain/perplexity"),
            new Figure("Corrected reply preferred over the flagged one, share", "accuracy", "/preference/share"),
            new Figure("Greedy reply says the held-back correction, share", "accuracy", "/held/saysCorrected"),
            new Figure("Greedy reply is still the flagged one that nobody bettered, share", "accuracy", "/flags/saysFlagged"),
            new Figure("Greedy reply says the trained correction, share", "accuracy", "/learned/saysCorrected"),
            new Figure("ROUGE-L of greedy replies", "rouge", "/likeness/rougeL"),
            new Figure("chrF2 of greedy replies", "chrf", "/likeness/chrF"),
            new Figure("Words of a greedy reply", "length", "/replies/meanWords"),
            new Figure("Greedy replies that end by themselves, share", "end_of_turn", "/replies/ended"),
            new Figure("Distinct-2 of greedy replies", "distinct_2", "/replies/distinct2"),
            new Figure("Greedy replies with eight words or more by heart, share", "memorisation", "/memorisation/verbatim"));

    private final JsonNode evaluation;
    private final Map<String, Object> others;

    CardFigures(Map<String, Object> figures) {
        this.evaluation = ManifestJson.JSON.valueToTree(figures).path(EVALUATION);
        this.others = new LinkedHashMap<>(figures);
        others.remove(EVALUATION);
    }

    /** The lines of the card's header. There are none without an evaluation. */
    List<String> header(VersionId version, String dataset) throws JsonProcessingException {
        List<Map<String, Object>> metrics = new ArrayList<>();
        for (Figure figure : FIGURES) {
            JsonNode value = candidate().at(figure.place());
            if (value.isNumber()) {
                metrics.add(Map.of("type", figure.type(), "name", figure.name(), "value", value));
            }
        }
        if (metrics.isEmpty()) {
            return List.of();
        }
        Map<String, Object> result = Map.of("task", Map.of("type", "text-generation", "name", "Replies in a chat"), "dataset",
                Map.of("type", dataset, "name", "Corrections and conversations held back from training"), "metrics", metrics);
        List<String> types = metrics.stream().map(metric -> String.valueOf(metric.get("type"))).distinct().toList();
        return List.of("metrics: " + ManifestJson.JSON.writeValueAsString(types), "model-index: "
                + ManifestJson.JSON.writeValueAsString(List.of(Map.of("name", version.value(), "results", List.of(result)))));
    }

    String markdown() {
        StringBuilder text = new StringBuilder();
        if (!candidate().isMissingNode()) {
            text.append("On examples that were held back from training, unless it says otherwise.\n\n");
            MarkdownTables.table(text, List.of("what", "this version", "its parent"),
                    FIGURES.stream().filter(figure -> candidate().at(figure.place()).isNumber()).map(figure -> List.of(figure.name(),
                            MarkdownTables.cell(candidate().at(figure.place())), MarkdownTables.cell(champion().at(figure.place()))))
                            .toList());
            text.append('\n');
        }
        text.append(MarkdownTables.of(others));
        return text.toString();
    }

    /** This version and its parent for each kind of group; none without an evaluation. */
    Optional<String> bias() {
        JsonNode families = candidate().path("bias");
        if (families.isEmpty()) {
            return Optional.empty();
        }
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode family : families) {
            JsonNode before = family(family.path("family").asText());
            List<String> row = new ArrayList<>(List.of(family.path("family").asText(), family.path("probes").asText()));
            for (String figure : List.of("meanAbsoluteDifference", "meanDifference", "treatedDifferently", "refused", "offered")) {
                row.add(MarkdownTables.cell(family.path(figure)) + " (" + MarkdownTables.cell(before.path(figure)) + ")");
            }
            rows.add(row);
        }
        StringBuilder text = new StringBuilder();
        MarkdownTables.table(text,
                List.of("kind of group", "probes", "difference", "signed", "treated differently", "refused more", "offered more"), rows);
        return Optional.of(text.toString());
    }

    private JsonNode family(String name) {
        for (JsonNode family : champion().path("bias")) {
            if (family.path("family").asText().equals(name)) {
                return family;
            }
        }
        return champion().path("bias").path(-1);
    }

    private JsonNode candidate() {
        return evaluation.path("candidate");
    }

    private JsonNode champion() {
        return evaluation.path("champion");
    }
}
