package dev.retort.tuning;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.retort.artifacts.WholeFile;

/** Measurements of a search, a JSON line each. After each line the file on the disk is whole: it is written anew and takes the old one's place. */
final class Ledger {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final Path file;
    private final List<String> lines;
    private final List<Entry> entries;
    private final double startLoss;

    private Ledger(Path file, List<String> lines, List<Entry> entries, double startLoss) {
        this.file = file;
        this.lines = lines;
        this.entries = entries;
        this.startLoss = startLoss;
    }

    /** Begins one.
     *
     * @param search its digest
     * @param startLoss held-out loss of the model that all trials start from
     */
    static Ledger begin(Path file, String search, double startLoss, List<Trial> trials) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add(JSON.createObjectNode().put("search", search).put("startLoss", startLoss).put("trials", trials.size()).toString());
        Ledger ledger = new Ledger(file, lines, new ArrayList<>(), startLoss);
        ledger.write();
        return ledger;
    }

    /**
     * Opens the one that was begun; empty where there is none.
     *
     * @throws IOException if it is another search's, or damaged
     */
    static Optional<Ledger> find(Path file, String search) throws IOException {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        List<String> lines = new ArrayList<>(Files.readAllLines(file));
        try {
            JsonNode first = JSON.readTree(lines.isEmpty() ? "" : lines.get(0));
            if (!first.path("search").asText().equals(search) || !first.path("startLoss").isNumber()) {
                throw new IOException(file + ": is another search's ledger, or damaged; remove its folder to begin anew");
            }
            List<Entry> entries = new ArrayList<>();
            for (String line : lines.subList(1, lines.size())) {
                entries.add(entry(file, JSON.readTree(line)));
            }
            return Optional.of(new Ledger(file, lines, entries, first.path("startLoss").doubleValue()));
        } catch (JsonProcessingException e) {
            throw new IOException(file + ": is damaged, not JSON; remove its folder to begin anew", e);
        }
    }

    double startLoss() {
        return startLoss;
    }

    List<Entry> entries() {
        return List.copyOf(entries);
    }

    Optional<TrialOutcome> outcome(int trial, int rung) {
        return entries.stream().filter(e -> e.trial() == trial && e.rung() == rung).map(Entry::outcome).findFirst();
    }

    void add(Entry entry) throws IOException {
        ObjectNode line = JSON.createObjectNode().put("trial", entry.trial()).put("rung", entry.rung() + 1);
        if (entry.outcome() instanceof TrialOutcome.Measured m) {
            line.put("heldOutLoss", m.loss()).put("step", m.step()).put("steps", m.steps()).put("ended", m.ended())
                    .put("seconds", m.time().toMillis() / 1000.0);
        } else if (entry.outcome() instanceof TrialOutcome.Failed f) {
            line.put("failed", f.reason());
        }
        lines.add(line.toString());
        entries.add(entry);
        write();
    }

    private static Entry entry(Path file, JsonNode line) throws IOException {
        int rung = line.path("rung").asInt() - 1;
        if (line.path("failed").isTextual()) {
            return new Entry(line.path("trial").asInt(), rung, new TrialOutcome.Failed(line.path("failed").asText()));
        }
        if (!line.path("heldOutLoss").isNumber() || rung < 0) {
            throw new IOException(file + ": is damaged at " + line + "; remove its folder to begin anew");
        }
        return new Entry(line.path("trial").asInt(), rung,
                new TrialOutcome.Measured(line.path("heldOutLoss").doubleValue(), line.path("step").asInt(), line.path("steps").asInt(),
                        line.path("ended").asBoolean(), Duration.ofMillis(Math.round(1000 * line.path("seconds").doubleValue()))));
    }

    private void write() throws IOException {
        WholeFile.replace(file, partial -> Files.write(partial, lines));
    }
}
