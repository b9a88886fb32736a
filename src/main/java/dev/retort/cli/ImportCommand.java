package dev.retort.cli;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;

import dev.retort.dataset.ByMeaning;
import dev.retort.dataset.ContextLimit;
import dev.retort.dataset.Dataset;
import dev.retort.dataset.DatasetImport;
import dev.retort.dataset.DatasetStore;
import dev.retort.dataset.Format;
import dev.retort.dataset.ImportFile;
import dev.retort.dataset.ImportRequest;
import dev.retort.local.Home;
import dev.retort.local.HomeConfiguration;
import dev.retort.meaning.Encoder;
import dev.retort.settings.ContactsFile;
import dev.retort.terminal.ProgressBar;
import dev.retort.terminal.Terminal;
import dev.retort.text.Redaction;
import dev.retort.time.Stopwatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "import", sortOptions = false, description = {"Reads conversations into a data set, and reports what is in them.",
        "CSV needs a header; one column holds what people ask, another the replies. JSONL has one object a line, JSON a list of them: 'messages', or 'prompt' with "
                + "'completion', or 'prompt' with 'chosen' and 'rejected'; ShareGPT, Alpaca and Dolly are read, too. Either may be packed by gzip. Personal data is replaced by placeholders.",
        "A column or field 'split' with train, validation or test (or their usual other names) says where a row goes; without it Retort decides."})
final class ImportCommand implements Callable<Integer> {
    private static final String STANDARD_INPUT = "-";
    private final Terminal terminal;
    private final Clock clock;

    enum FileFormat {
        csv, jsonl, json
    }

    @Parameters(paramLabel = "FILE", description = "The file to read; - is standard input.")
    String file = "";

    @Option(names = "--name", paramLabel = "NAME", description = "The data set's name; default: the file's.")
    Optional<String> name = Optional.empty();

    @Option(names = "--format", paramLabel = "FORMAT", description = "csv, jsonl, or json for a list of objects; default: by the file's ending.")
    @Nullable
    FileFormat format;

    @Option(names = "--prompt-column", paramLabel = "COLUMN", defaultValue = "query", description = "CSV: what was asked (default: ${DEFAULT-VALUE}).")
    String promptColumn = "query";

    @Option(names = "--reply-column", paramLabel = "COLUMN", defaultValue = "reply", description = "CSV: the reply (default: ${DEFAULT-VALUE}).")
    String replyColumn = "reply";

    @Option(names = "--rejected-column", paramLabel = "COLUMN", description = "CSV: a worse reply, to learn from the difference.")
    Optional<String> rejectedColumn = Optional.empty();

    @Option(names = "--delimiter", paramLabel = "CHARACTER", defaultValue = ",", description = "CSV: what stands between columns, or 'tab' (default: ${DEFAULT-VALUE}).")
    String delimiter = ",";

    @Option(names = "--encoding", paramLabel = "NAME", description = "The file's encoding, such as windows-1251; default: UTF-8, UTF-16 or Windows-1252, as its bytes show.")
    Optional<String> encoding = Optional.empty();

    @Option(names = "--source-column", paramLabel = "COLUMN", description = "Column or field that says where a row comes from, such as its topic; default: 'source', if there is one.")
    Optional<String> sourceColumn = Optional.empty();

    @Option(names = "--keep", paramLabel = "TEXT", split = ",", description = {
            "Not personal although it looks so, such as the shop's own phone number; default: retort.curation.keep.",
            "What agents have confirmed as the shop's own is kept in any case."})
    List<String> keep = List.of();

    @Option(names = "--base", paramLabel = "MODEL", description = "Rows too long for this model are left out: a version or a model folder; default: the base model.")
    Optional<String> base = Optional.empty();

    @Option(names = "--by-meaning", paramLabel = "N", description = {
            "So many different questions are compared by their meaning, too, so that none is in two parts in other words (default: 10000); some 5 ms each.",
            "0: by their words alone."})
    int byMeaning = ByMeaning.MOST;

    @Option(names = "--strict", description = "End at the first row that cannot be used, and import nothing.")
    boolean strict;

    ImportCommand(Terminal terminal, Clock clock) {
        this.terminal = terminal;
        this.clock = clock;
    }

    @Override
    public Integer call() throws Exception {
        Home home = Home.configured();
        String dataset = datasetName();
        Format chosen = chosenFormat();
        ImportFile input = file.equals(STANDARD_INPUT) ? ImportFile.standardInput(System.in) : ImportFile.of(Path.of(file));
        if (encoding.isPresent()) {
            input = input.in(charset(encoding.get()));
        }
        ModelChoice model = ModelChoice.orBase(home, base);
        try (ContextLimit context = ContextLimit.of(model.name(), model.folder())) {
            Dataset made = read(home,
                    new ImportRequest(dataset, input, chosen, sourceColumn, new Redaction(kept(home)), Optional.of(context), strict));
            ReportTable.print(terminal, made);
            terminal.say("data set %s: %s".formatted(terminal.bold(made.manifest().fullName()), made.folder()));
        }
        return Retort.OK;
    }

    private Dataset read(Home home, ImportRequest request) throws IOException, BadInputException {
        Optional<Encoder> encoder = byMeaning > 0 ? SentenceEncoders.of(home) : Optional.empty();
        try {
            return read(encoder.map(found -> request.comparing(new ByMeaning(found, byMeaning))).orElse(request), home.datasets());
        } finally {
            encoder.ifPresent(Encoder::close);
        }
    }

    private Dataset read(ImportRequest request, Path datasets) throws IOException {
        var bar = new ProgressBar(terminal, "reading");
        var watch = new Stopwatch();
        OptionalLong size = request.file().size();
        var rows = new long[1];
        Dataset made = DatasetImport.run(request, datasets, clock, (read, bytes) -> {
            rows[0] = read;
            double fraction = size.isPresent() ? bytes / (double) Math.max(1, size.getAsLong()) : 0;
            bar.show(fraction, () -> "%,d rows%s".formatted(read, left(watch, fraction)));
        });
        bar.finish("%,d rows".formatted(rows[0]));
        return made;
    }

    private static String left(Stopwatch watch, double fraction) {
        if (fraction <= 0) {
            return "";
        }
        long millis = watch.elapsed().toMillis();
        return ", %s left".formatted(ProgressBar.clock(Duration.ofMillis((long) (millis * (1 - fraction) / fraction))));
    }

    private Set<String> kept(Home home) throws IOException {
        Set<String> kept = new HashSet<>(new ContactsFile(home.folder()).read());
        if (!kept.isEmpty()) {
            terminal.say("kept as the shop's own, as agents have confirmed: " + String.join(", ", new TreeSet<>(kept)));
        }
        kept.addAll(keep.isEmpty() ? Arrays.asList(configured(home).split(",")) : keep);
        return kept;
    }

    private static String configured(Home home) {
        return Optional.ofNullable(System.getenv("RETORT_CURATION_KEEP"))
                .or(() -> HomeConfiguration.of(home).map(settings -> settings.getValue("retort.curation.keep"))).orElse("");
    }

    private Format chosenFormat() throws BadInputException {
        String ending = file.toLowerCase(Locale.ROOT).replaceFirst("\\.gz$", "");
        if (format == FileFormat.csv || (format == null && (ending.endsWith(".csv") || ending.endsWith(".tsv")))) {
            return new Format.Csv(promptColumn, replyColumn, rejectedColumn, ending.endsWith(".tsv") ? '\t' : character(delimiter));
        }
        if (format == FileFormat.jsonl || ending.endsWith(".jsonl") || ending.endsWith(".ndjson")) {
            return new Format.Jsonl();
        }
        if (format == FileFormat.json || ending.endsWith(".json")) {
            return new Format.Json();
        }
        throw new BadInputException(file + ": its name ends neither in .csv nor in .jsonl; say --format csv or --format jsonl");
    }

    private static char character(String delimiter) throws BadInputException {
        if (delimiter.equals("tab") || delimiter.equals("\\t")) {
            return '\t';
        }
        if (delimiter.length() != 1 || "\"\r\n".contains(delimiter)) {
            throw new BadInputException("--delimiter '%s': expected one character such as ; or the word tab".formatted(delimiter));
        }
        return delimiter.charAt(0);
    }

    private static Charset charset(String name) throws BadInputException {
        try {
            return Charset.forName(name.strip());
        } catch (IllegalArgumentException e) { // both of Charset's own
            throw new BadInputException(
                    "--encoding '%s': expected the name of an encoding, such as utf-16, windows-1252 or shift_jis".formatted(name));
        }
    }

    private String datasetName() throws BadInputException {
        if (name.isEmpty() && file.equals(STANDARD_INPUT)) {
            throw new BadInputException("standard input has no name; give the data set one with --name");
        }
        String given = name.orElseGet(
                () -> String.valueOf(Path.of(file).getFileName()).replaceFirst("(?i)(\\.(csv|tsv|jsonl|ndjson|json|txt))?(\\.gz)?$", ""));
        if (!given.matches(DatasetStore.NAMES)) {
            throw new BadInputException(
                    "'%s' is no name for a data set: letters, digits, dots, dashes and underscores only (--name)".formatted(given));
        }
        return given;
    }
}
