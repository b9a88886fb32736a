package dev.retort.cli.dataset;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.retort.cli.BadInputException;
import dev.retort.evaluation.BiasProbe;
import dev.retort.evaluation.GateExample;
import dev.retort.evaluation.GateSet;
import dev.retort.local.Home;
import dev.retort.model.Role;
import dev.retort.model.Turn;
import dev.retort.training.TrainingData;
import dev.retort.training.TrainingExample;

/** An imported data set, as training and evaluation want it. */
public record Dataset(String name, Path folder, String digest) {
    private static final ObjectMapper JSON = new ObjectMapper();

    private record Row(List<Turn> prompt, String chosen, Optional<String> rejected) {}

    /** @param nameOrFolder of a data set of this home, or a folder that {@code retort import} wrote */
    public static Dataset find(Home home, String nameOrFolder) throws IOException, BadInputException {
        for (Path folder : List.of(home.datasets().resolve(nameOrFolder), Path.of(nameOrFolder))) {
            if (Files.isRegularFile(folder.resolve(DatasetManifest.FILE))) {
                return new Dataset(folder.toAbsolutePath().normalize().getFileName().toString(), folder, DatasetManifest.digestOf(folder));
            }
        }
        throw new BadInputException("there is no data set '%s' in %s; retort import makes one".formatted(nameOrFolder, home.datasets()));
    }

    public TrainingData training() throws IOException {
        return new TrainingData(examples(Split.TRAIN), examples(Split.VALIDATION), List.of());
    }

    /** What was kept back; pairs of a better and a worse reply count as corrections. */
    public GateSet gate() throws IOException {
        return gate(folder.resolve(Split.GATE.file()));
    }

    /** Conversations of any JSONL file with {@code messages}, or {@code prompt}, {@code chosen} and {@code rejected}. */
    public static GateSet gate(Path file) throws IOException {
        var corrections = new ArrayList<GateExample>();
        var domain = new ArrayList<GateExample>();
        for (Row row : rows(file)) {
            String id = "%s:%d".formatted(file.getFileName(), corrections.size() + domain.size() + 1);
            boolean corrected = row.rejected.isPresent();
            (corrected ? corrections : domain)
                    .add(new GateExample(id, row.prompt, row.chosen, row.rejected, corrected ? "correction" : "domain"));
        }
        return new GateSet(corrections, domain, BiasProbe.bundled());
    }

    private List<TrainingExample> examples(Split split) throws IOException {
        return rows(folder.resolve(split.file())).stream().map(row -> new TrainingExample(row.prompt, row.chosen, 1)).toList();
    }

    private static List<Row> rows(Path file) throws IOException {
        var rows = new ArrayList<Row>();
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                rows.add(row(JSON.readTree(line)));
            }
        }
        return rows;
    }

    private static Row row(JsonNode row) {
        if (row.has("messages")) {
            List<Turn> turns = turns(row.path("messages"));
            int last = turns.size() - 1;
            return new Row(turns.subList(0, last), turns.get(last).content(), Optional.empty());
        }
        return new Row(turns(row.path("prompt")), row.at("/chosen/0/content").asText(),
                Optional.of(row.at("/rejected/0/content").asText()));
    }

    private static List<Turn> turns(JsonNode messages) {
        var turns = new ArrayList<Turn>();
        messages.forEach(
                m -> turns.add(new Turn(Role.valueOf(m.path("role").asText().toUpperCase(Locale.ROOT)), m.path("content").asText())));
        return turns;
    }
}
