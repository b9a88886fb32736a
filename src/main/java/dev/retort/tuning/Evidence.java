package dev.retort.tuning;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.retort.artifacts.WholeFile;

/**
 * Answer to the question why a setting counts: {@code trials.json}, and the same as a table in {@code trials.md}.
 *
 * @param dataset its full name
 * @param datasetDigest as {@code sha256:…}
 * @param base name of the model that all trials start from
 */
public record Evidence(SearchReport report, String dataset, String datasetDigest, String base, Instant when) {
    private static final ObjectMapper JSON = new ObjectMapper().registerModule(new Jdk8Module());

    public Evidence {
        when = when.truncatedTo(ChronoUnit.SECONDS);
    }

    public Path json() {
        return report.folder().resolve("trials.json");
    }

    public Path table() {
        return report.folder().resolve("trials.md");
    }

    public void write() throws IOException {
        WholeFile.replace(json(), JSON.writerWithDefaultPrettyPrinter().writeValueAsString(asJson()) + "\n");
        WholeFile.replace(table(), asTable());
    }

    /** The lines of a configuration that make the best setting count; none where nothing was better than the default. */
    public Map<String, String> properties() {
        return report.best().trial().properties();
    }

    /** Data, losses before and after, and where all of it is: a line each. */
    public String[] summary() {
        return new String[]{
                "data set %s (%s), base %s, %s".formatted(dataset, datasetDigest, base, when),
                "held-out loss, nats per token, %d replies: base %.4f, default %s, these settings %.4f".formatted(report.heldOut(),
                        report.stand().startLoss(), report.ofDefault().map(f -> "%.4f".formatted(f.measured().loss())).orElse("failed"),
                        report.best().measured().loss()),
                "trial %d of %d; evidence: %s".formatted(report.best().trial().number(), report.stand().trials().size(), json())};
    }

    private ObjectNode asJson() {
        ObjectNode root = JSON.createObjectNode().put("created", when.toString()).put("dataset", dataset)
                .put("datasetDigest", datasetDigest).put("base", base).put("search", report.digest())
                .put("heldOutReplies", report.heldOut())
                .put("eta", report.stand().halving().eta());
        root.set("rungs", shares());
        root.put("baseHeldOutLoss", report.stand().startLoss());
        report.ofDefault().ifPresent(f -> root.put("defaultHeldOutLoss", f.measured().loss()));
        root.put("bestHeldOutLoss", report.best().measured().loss());
        root.put("best", report.best().trial().number());
        root.set("settings", JSON.valueToTree(properties()));
        ArrayNode trials = root.putArray("trials");
        for (Trial trial : report.stand().ranking()) {
            ObjectNode one = trials.addObject().put("trial", trial.number()).put("default", trial.isDefault());
            one.set("hyperparameters", JSON.valueToTree(trial.hyperparameters()));
            ArrayNode rungs = one.putArray("rungs");
            report.stand().entries().stream().filter(e -> e.trial() == trial.number()).forEach(e -> rungs.add(asJson(e)));
        }
        return root;
    }

    private ArrayNode shares() {
        ArrayNode shares = JSON.createArrayNode();
        for (int rung = 0; rung < report.stand().halving().rungs(); rung++) {
            shares.add(report.stand().halving().share(rung));
        }
        return shares;
    }

    private static ObjectNode asJson(Entry entry) {
        ObjectNode json = JSON.createObjectNode().put("rung", entry.rung() + 1);
        if (entry.outcome() instanceof TrialOutcome.Measured m) {
            return json.put("heldOutLoss", m.loss()).put("step", m.step()).put("steps", m.steps()).put("seconds",
                    m.time().toMillis() / 1000.0);
        }
        return json.put("failed", ((TrialOutcome.Failed) entry.outcome()).reason());
    }

    private String asTable() {
        StringBuilder table = new StringBuilder("# Tuning on ").append(dataset).append("\n\n");
        for (String line : summary()) {
            table.append("- ").append(line).append('\n');
        }
        table.append("- rungs: ").append(shares()).append(" of a trial's run; one in ").append(report.stand().halving().eta())
                .append(" goes on\n\n| trial | method | learning rate | batch | epochs | adapter | rung | held-out loss | seconds |\n")
                .append("|---|---|---|---|---|---|---|---|---|\n");
        for (Trial trial : report.stand().ranking()) {
            Map<String, String> cells = new LinkedHashMap<>(Described.of(trial));
            Optional<Entry> last = report.stand().last(trial.number());
            cells.put("rung", last.map(e -> (e.rung() + 1) + "/" + report.stand().halving().rungs()).orElse("-"));
            cells.put("loss", last.map(e -> e.outcome().text()).orElse("-"));
            cells.put("seconds", last.map(Entry::outcome).filter(TrialOutcome.Measured.class::isInstance)
                    .map(o -> "%.1f".formatted(((TrialOutcome.Measured) o).time().toMillis() / 1000.0)).orElse("-"));
            table.append("| ").append(String.join(" | ", cells.values())).append(" |\n");
        }
        return table.toString();
    }

}
