package dev.retort.cli;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retort.client.Api;
import dev.retort.dataset.DatasetExport;
import dev.retort.dataset.DatasetExport.Written;
import dev.retort.model.Role;
import dev.retort.model.Turn;

/**
 * The approved examples of a server, read page by page.
 *
 * @param withBase whether the conversations of the base model are wanted, too
 */
record CuratedExamples(Api api, boolean withBase) {
    private static final int PAGE = 200;

    /**
     * @param run all examples of its frozen data set, whatever became of them since; without it all that are approved and wanted
     * @throws BadInputException if the run has no data set
     */
    Written write(Optional<String> run, Set<String> parts, DatasetExport.Curated export) throws IOException, BadInputException {
        String filter = "api/examples?limit=" + PAGE
                + run.map(id -> "&dataset=" + URLEncoder.encode(id, StandardCharsets.UTF_8)).orElse("&state=approved");
        boolean any = false;
        long after = 0;
        for (boolean more = true; more;) {
            JsonNode page = api.get(filter + "&after=" + after);
            for (JsonNode example : page.path("items")) {
                any = true;
                String source = example.path("source").asText();
                boolean wanted = withBase || run.isPresent() || !source.equals("domain");
                if (wanted && (parts.isEmpty() || parts.contains(example.path("split").asText()))) {
                    export.write(turns(example.path("prompt")), text(example, "chosen"), text(example, "rejected"), source.equals("praise"),
                            source,
                            example.path("split").asText());
                }
            }
            more = page.path("next").isNumber();
            after = page.path("next").asLong();
        }
        if (run.isPresent() && !any) {
            throw new BadInputException("run '%s' has no data set on this server".formatted(run.get()));
        }
        return export.done();
    }

    private static Optional<String> text(JsonNode example, String field) {
        return Optional.of(example.path(field)).filter(JsonNode::isTextual).map(JsonNode::asText);
    }

    private static List<Turn> turns(JsonNode messages) {
        var turns = new ArrayList<Turn>();
        messages.forEach(
                m -> turns.add(new Turn(Role.valueOf(m.path("role").asText().toUpperCase(Locale.ROOT)), m.path("content").asText())));
        return turns;
    }
}
