package dev.retort.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.zip.GZIPOutputStream;

import dev.retort.artifacts.WholeFile;
import dev.retort.client.Api;
import dev.retort.dataset.Dataset;
import dev.retort.dataset.DatasetExport;
import dev.retort.dataset.DatasetExport.Shape;
import dev.retort.dataset.DatasetExport.Written;
import dev.retort.local.Home;
import dev.retort.terminal.Terminal;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "export", sortOptions = false, description = {
        "Writes a data set, or what a running server has curated, to a file that Hugging Face's datasets and TRL load.",
        "retort import reads each of these files again."})
final class ExportCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(paramLabel = "DATASET", arity = "0..1", description = "Name of a data set, or its folder.")
    Optional<String> dataset = Optional.empty();

    @Option(names = "--curated", description = "What people have corrected, flagged and praised on a running server, as far as it is approved, instead.")
    boolean curated;

    @Option(names = "--run", paramLabel = "ID", description = "With --curated: the data set that was frozen for this run of the loop.")
    Optional<String> run = Optional.empty();

    @Option(names = "--with-base", description = "With --curated: the conversations that the base model was made from as well; they are part of every run's data set.")
    boolean withBase;

    @Option(names = "--format", paramLabel = "FORMAT", required = true, description = {
            "messages: conversations, for SFTTrainer; prompt-completion: the same, a row for each reply; "
                    + "preference: prompt, chosen, rejected, for DPOTrainer; unpaired: prompt, completion, label, for KTOTrainer; csv: a table."})
    @Nullable
    Choice format;

    @Option(names = "--split", paramLabel = "PART", split = ",", description = "train, validation, gate; default: all, with a field that says which.")
    Set<String> parts = new LinkedHashSet<>();

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "Where to; packed by gzip if its name ends in .gz.")
    Path out = Path.of("");

    @Option(names = "--url", paramLabel = "URL", description = "With --curated: the server; default: the one that runs on this home.")
    Optional<URI> url = Optional.empty();

    @Option(names = "--token", paramLabel = "TOKEN", description = "With --curated: an agent's token; default: this home's.")
    Optional<String> token = Optional.empty();

    /** The shapes by the names that people type. */
    enum Choice {
        messages(Shape.MESSAGES), prompt_completion(Shape.PROMPT_COMPLETION), preference(Shape.PREFERENCE), unpaired(Shape.UNPAIRED), csv(
                Shape.CSV);

        private final Shape shape;

        Choice(Shape shape) {
            this.shape = shape;
        }

        @Override
        public String toString() {
            return name().replace('_', '-');
        }
    }

    ExportCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        if (curated == dataset.isPresent()) {
            throw new BadInputException("which? the name of a data set, or --curated");
        }
        Choice chosen = format == null ? Choice.messages : format;
        Path folder = out.toAbsolutePath().normalize().getParent();
        if (folder == null || !Files.isDirectory(folder) || Files.isDirectory(out)) {
            throw new BadInputException("--out %s: expected a file in a folder that exists".formatted(out));
        }
        DatasetExport.check(parts);
        Written written = WholeFile.replace(out, partial -> write(partial, chosen));
        terminal.say("%s: %,d rows%s".formatted(terminal.bold(out.toString()), written.rows(), written.leftOut() == 0
                ? ""
                : ", %,d left out: %s".formatted(written.leftOut(), why(chosen))));
        return Retort.OK;
    }

    private Written write(Path file, Choice chosen) throws IOException, BadInputException {
        try (Writer writer = writer(file)) {
            Written written = dataset.isPresent()
                    ? DatasetExport.write(Dataset.find(Home.configured(), dataset.get()), parts, chosen.shape, writer)
                    : new CuratedExamples(new Api(HttpClient.newHttpClient(), RunningServer.find(url, token)), withBase).write(run, parts,
                            new DatasetExport.Curated(chosen.shape, writer));
            if (written.rows() == 0) {
                throw new BadInputException("there is not one row to write%s%s".formatted(
                        parts.isEmpty() ? "" : " in " + String.join(", ", parts),
                        written.leftOut() == 0 ? nothing() : "; %,d left out: %s".formatted(written.leftOut(), why(chosen))));
            }
            return written;
        }
    }

    private String nothing() {
        return dataset.isPresent() || run.isPresent() || withBase
                ? ""
                : "; nothing that people said is approved yet, and --with-base writes the base model's own conversations";
    }

    private Writer writer(Path file) throws IOException {
        OutputStream stream = Files.newOutputStream(file);
        boolean packed = out.toString().toLowerCase(Locale.ROOT).endsWith(".gz");
        return new BufferedWriter(new OutputStreamWriter(packed ? new GZIPOutputStream(stream) : stream, StandardCharsets.UTF_8));
    }

    private static String why(Choice format) {
        return switch (format) {
            case preference -> "not both a better and a rejected reply are known";
            case csv -> "a table's row has one question and a reply to learn";
            default -> "their replies are to be avoided";
        };
    }
}
