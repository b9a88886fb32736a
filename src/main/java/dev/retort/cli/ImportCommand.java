package dev.retort.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;

import dev.retort.cli.dataset.DatasetImport;
import dev.retort.cli.dataset.DatasetImport.Format;
import dev.retort.cli.dataset.ImportReport;
import dev.retort.local.Home;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "import", sortOptions = false, description = {"Reads conversations into a data set.",
        "CSV needs a header; one column holds what people ask, another the replies. JSONL has one object a line: 'messages', or 'prompt' with "
                + "'completion', or 'prompt' with 'chosen' and 'rejected'."})
final class ImportCommand implements Callable<Integer> {
    private final Terminal terminal;

    enum FileFormat {
        csv, jsonl
    }

    @Parameters(paramLabel = "FILE", description = "The file to read, UTF-8.")
    Path file = Path.of("");

    @Option(names = "--name", paramLabel = "NAME", description = "The data set's name; default: the file's. A data set of that name is replaced.")
    Optional<String> name = Optional.empty();

    @Option(names = "--format", paramLabel = "FORMAT", description = "csv or jsonl; default: by the file's ending.")
    @Nullable
    FileFormat format;

    @Option(names = "--prompt-column", paramLabel = "COLUMN", defaultValue = "query", description = "CSV: what was asked (default: ${DEFAULT-VALUE}).")
    String promptColumn = "query";

    @Option(names = "--reply-column", paramLabel = "COLUMN", defaultValue = "reply", description = "CSV: the reply (default: ${DEFAULT-VALUE}).")
    String replyColumn = "reply";

    ImportCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        String dataset = datasetName();
        Path folder = Home.configured().datasets().resolve(dataset);
        var bar = new ProgressBar(terminal, "reading");
        ImportReport report = DatasetImport.run(file, chosenFormat(), folder, done -> bar.show(done, ""));
        bar.finish("");
        tell(report);
        terminal.say("data set %s: %s".formatted(terminal.bold(dataset), folder));
        return Retort.OK;
    }

    private void tell(ImportReport report) {
        terminal.say("kept %,d examples: %s".formatted(report.keptInAll(),
                String.join(", ", report.kept().entrySet().stream().map(e -> "%s %,d".formatted(e.getKey(), e.getValue())).toList())));
        report.dropped().forEach((reason, dropped) -> terminal.say("dropped %,d, %s: line %s%s".formatted(dropped.count(), reason.words(),
                String.join(", ", dropped.firstLines()), dropped.count() > dropped.firstLines().size() ? ", …" : "")));
    }

    private Format chosenFormat() throws BadInputException {
        String ending = file.getFileName().toString().toLowerCase(Locale.ROOT);
        if (format == FileFormat.csv || (format == null && ending.endsWith(".csv"))) {
            return new Format.Csv(promptColumn, replyColumn);
        }
        if (format == FileFormat.jsonl || ending.endsWith(".jsonl") || ending.endsWith(".ndjson")) {
            return new Format.Jsonl();
        }
        throw new BadInputException(file + ": its name ends neither in .csv nor in .jsonl; say --format");
    }

    private String datasetName() throws BadInputException {
        String given = name.orElseGet(() -> file.getFileName().toString().replaceFirst("\\.[A-Za-z]+$", ""));
        if (!given.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,99}")) {
            throw new BadInputException(
                    "'%s' is no name for a data set: letters, digits, dots, dashes and underscores only (--name)".formatted(given));
        }
        return given;
    }
}
