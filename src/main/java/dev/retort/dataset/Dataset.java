package dev.retort.dataset;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.retort.evaluation.BiasProbe;
import dev.retort.evaluation.FlaggedReply;
import dev.retort.evaluation.GateExample;
import dev.retort.evaluation.GateSet;
import dev.retort.local.Home;
import dev.retort.training.TrainingData;
import dev.retort.training.TrainingExample;

/** A frozen data set: a folder with three files, a manifest with their digests, and a report. */
public record Dataset(String name, Path folder, DatasetManifest manifest) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MARK = "\uFEFF"; // of the byte order
    private static final RowJson ROWS = new RowJson(RowJson.SOURCE);

    /** Takes rows. */
    interface Reader {
        void read(Row row) throws IOException;
    }

    /** @param nameOrFolder of a data set of this home, such as {@code support} or {@code support@0123456789ab}, or its folder */
    public static Dataset find(Home home, String nameOrFolder) throws IOException {
        return new DatasetStore(home.datasets()).find(nameOrFolder);
    }

    static Dataset open(Path folder) throws IOException {
        DatasetManifest manifest = DatasetManifest.read(folder);
        return new Dataset(manifest.name(), folder, manifest);
    }

    /** The digest, as {@code sha256:…}. */
    public String digest() {
        return manifest.digest();
    }

    /** The report of its import; empty if it was made without one. */
    public Optional<QualityReport> report() throws IOException {
        return Files.isRegularFile(folder.resolve(QualityReport.FILE)) ? Optional.of(QualityReport.read(folder)) : Optional.empty();
    }

    public TrainingData training() throws IOException {
        return new TrainingData(examples(DatasetSplit.TRAIN), examples(DatasetSplit.VALIDATION), List.of());
    }

    /**
     * Reads {@link #training} with something to compare models by in any case. If the data set has no validation part, some questions of the training
     * part are kept back, with all that are nearly the same.
     *
     * @param wish empty: only words tell which are nearly the same
     * @throws BadDataException if there are too few different questions
     */
    public TrainingData trainingWithHeldOut(Optional<ByMeaning> wish) throws IOException {
        TrainingData all = training();
        if (!all.validation().isEmpty()) {
            return all;
        }
        var rows = new HeldOutRows(wish);
        read(DatasetSplit.TRAIN, row -> rows.add(QuestionClusters.of(row.example())));
        BitSet chosen = rows.chosen();
        var train = new ArrayList<TrainingExample>();
        var heldOut = new ArrayList<TrainingExample>();
        var number = new AtomicInteger();
        read(DatasetSplit.TRAIN, row -> {
            var part = chosen.get(number.getAndIncrement()) ? heldOut : train;
            row.example().lessons().forEach(e -> part.add(training(e)));
        });
        return new TrainingData(train, heldOut, List.of());
    }

    /** The examples that were kept back. Pairs of a better and a worse reply count as corrections. */
    public GateSet gate() throws IOException {
        return gate(folder.resolve(DatasetSplit.GATE.file()));
    }

    /** The last replies of any JSONL file with {@code messages}, {@code prompt} and {@code completion}, or {@code prompt}, {@code chosen}, {@code rejected}, each as {@code retort import} reads it. */
    public static GateSet gate(Path file) throws IOException {
        var corrections = new ArrayList<GateExample>();
        var domain = new ArrayList<GateExample>();
        var flags = new ArrayList<FlaggedReply>();
        read(file, row -> {
            ImportedExample example = row.example();
            String id = "%s:%d".formatted(file.getFileName(), corrections.size() + domain.size() + flags.size() + 1);
            if (example.undesired()) {
                flags.add(new FlaggedReply(id, example.prompt(), example.reply()));
                return;
            }
            boolean corrected = example.rejected().isPresent();
            (corrected ? corrections : domain).add(new GateExample(id, example.prompt(), example.reply(), example.rejected(),
                    row.source().orElse(corrected ? "correction" : "domain")));
        });
        return new GateSet(corrections, domain, BiasProbe.bundled()).withFlags(flags);
    }

    private List<TrainingExample> examples(DatasetSplit split) throws IOException {
        var examples = new ArrayList<TrainingExample>();
        read(split, row -> row.example().lessons().forEach(e -> examples.add(training(e))));
        return examples;
    }

    private static TrainingExample training(ImportedExample example) {
        if (example.undesired()) {
            return TrainingExample.flagged(example.prompt(), example.reply());
        }
        return example.rejected().isPresent()
                ? TrainingExample.pair(example.prompt(), example.reply(), example.rejected().get())
                : new TrainingExample(example.prompt(), example.reply());
    }

    void read(DatasetSplit split, Reader reader) throws IOException {
        read(folder.resolve(split.file()), reader);
    }

    private static void read(Path file, Reader reader) throws IOException {
        int number = 0;
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                reader.read(ROWS.read(JSON.readTree(number == 1 && line.startsWith(MARK) ? line.substring(1) : line)));
            }
        } catch (CharacterCodingException e) {
            throw new BadDataException(file + ": it is not UTF-8; save it as UTF-8");
        } catch (JsonProcessingException e) {
            throw new BadDataException("%s: line %d, column %d: not JSON".formatted(file, number, e.getLocation().getColumnNr()));
        } catch (ShapeException e) {
            throw new BadDataException("%s: line %d: %s".formatted(file, number, e.getMessage()));
        }
    }
}
