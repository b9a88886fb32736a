package dev.retort.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.retort.local.Home;
import dev.retort.terminal.Terminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code retort tune} from an imported file of support queries to a version that was trained with what it found. */
class TuneCommandTest {
    private static final String TINY = Path.of("src", "test", "resources", "tiny-gpt2", "model").toString();
    private static final List<String> THINGS = List.of("rake", "hoe", "spade", "pot", "saw", "axe", "fork", "hose", "seed", "glove");
    /** What is asked about a thing, and the reply; short ones, for a model that reads 64 tokens. */
    private static final Map<String, String> QUERIES = Map.of("Where is my %s?", "On its way.", "My %s is late.", "On its way.",
            "The %s broke!", "We send a new one.", "A cracked %s came.", "We send a new one.", "Is the %s in stock?", "Yes, it is.",
            "Do you sell a %s?", "Yes, it is.");
    private static final ObjectMapper JSON = new ObjectMapper();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path folder;
    private Home home;

    @BeforeEach
    void aHomeOfItsOwn() throws IOException {
        home = new Home(folder.resolve("home"));
        System.setProperty("retort.home", home.folder().toString());
        Path file = folder.resolve("garden-desk.csv");
        Files.write(file, Stream.concat(Stream.of("query;reply"), pairs().map(pair -> String.join(";", pair))).toList());
        assertThat(run("import", file.toString(), "--delimiter", ";", "--base", TINY)).as(said(err)).isZero();
        assertThat(said(out)).contains("kept                          60");
    }

    private static Stream<List<String>> pairs() {
        return new TreeMap<>(QUERIES).entrySet().stream()
                .flatMap(query -> THINGS.stream().map(thing -> List.of(query.getKey().formatted(thing), query.getValue())));
    }

    @AfterEach
    void asItWas() {
        System.clearProperty("retort.home");
        System.clearProperty("retort.training.epochs");
    }

    private int tune(String... more) {
        return run(Stream.concat(Stream.of("tune", "garden-desk", "--base", TINY, "--learning-rates", "0.003,0.01", "--batch-sizes", "4",
                "--epochs", "3", "--threads", "1"), Stream.of(more)).toArray(String[]::new));
    }

    @Test
    void whatIsFoundIsWrittenAndTrainingUsesIt() throws IOException {
        Files.createDirectories(home.configuration().getParent());
        Files.writeString(home.configuration(), "# mine\nretort.training.epochs=1\nretort.training.weight-decay=0.05\n");
        assertThat(tune()).as(said(err)).isZero();
        assertThat(said(out)).contains("trial        method     rate", "1 (default)  sft     4.0e-04",
                "written into " + home.configuration());
        JsonNode evidence = evidence();
        assertThat(evidence.path("bestHeldOutLoss").asDouble()).isLessThan(evidence.path("defaultHeldOutLoss").asDouble());
        assertThat(evidence.path("defaultHeldOutLoss").asDouble()).isLessThan(evidence.path("baseHeldOutLoss").asDouble());
        assertThat(evidence.path("trials")).hasSize(3);
        JsonNode best = evidence.path("trials").get(0);
        assertThat(best.path("trial").asInt()).isEqualTo(evidence.path("best").asInt());
        String rate = best.path("hyperparameters").path("learningRate").asText();
        assertThat(Files.readString(home.configuration())).startsWith("# mine\n# replaced by retort tune: retort.training.epochs=1\n")
                .contains("retort.training.weight-decay=0.05\n", "retort.training.learning-rate=" + rate + "\n",
                        "retort.training.rows=4\n", "retort.training.epochs=3\n", evidence.path("datasetDigest").asText(),
                        "%.4f".formatted(evidence.path("bestHeldOutLoss").asDouble()), "trials.json");
        JsonNode trained = train();
        JsonNode used = trained.path("hyperparameters").path("fineTuning");
        assertThat(used.path("learningRate").asText()).isEqualTo(rate);
        assertThat(used.path("rows").asInt()).isEqualTo(4);
        assertThat(used.path("epochs").asInt()).isEqualTo(3);
        assertThat(used.path("weightDecay").asDouble()).isEqualTo(0.05);
        assertThat(used).isEqualTo(best.path("hyperparameters"));
        assertThat(trained.path("figures").path("validationLoss").asDouble())
                .isCloseTo(evidence.path("bestHeldOutLoss").asDouble(), within(1e-5));
    }

    @Test
    void aDryRunWritesNothingAndTheSameCommandDoesNotSearchAgain() throws IOException {
        assertThat(tune("--dry-run")).as(said(err)).isZero();
        assertThat(said(out)).contains("would write into " + home.configuration(), "  retort.training.epochs=3");
        assertThat(home.configuration()).doesNotExist();
        String ledger = Files.readString(search().resolve("ledger.jsonl"));
        assertThat(tune()).isZero();
        assertThat(home.configuration()).exists();
        assertThat(tune()).as("what it has written itself does not make it another search").isZero();
        assertThat(Files.readString(search().resolve("ledger.jsonl"))).isEqualTo(ledger);
    }

    @Test
    void whatCountsMoreThanTheFileIsTold() {
        System.setProperty("retort.training.epochs", "9");
        assertThat(tune()).as(said(err)).isZero();
        assertThat(said(out)).contains("! retort.training.epochs is still 9: ").contains("counts more than the file");
    }

    @Test
    void withoutAValidationPartSomeQuestionsAreHeldOut() throws IOException {
        Path file = folder.resolve("own.jsonl");
        Files.write(file, pairs().map(TuneCommandTest::train).toList());
        assertThat(run("import", file.toString(), "--base", TINY)).as(said(err)).isZero();
        assertThat(run("tune", "own", "--base", TINY, "--learning-rates", "0.01", "--epochs", "1", "--batch-sizes", "8", "--trials", "2",
                "--threads", "1"))
                .as(said(err)).isZero();
        assertThat(said(out)).contains("own has no validation part: 8 of its 60 training examples are held out to compare by",
                "nats per token, 8 replies");
    }

    private static String train(List<String> pair) {
        return JSON.createObjectNode().put("prompt", pair.get(0)).put("completion", pair.get(1)).put("split", "train").toString();
    }

    @Test
    void whatCannotBeTunedIsNamedInOneLine() {
        expect(2, "trials is 1, expected 2 to 1000: the default and others", "--trials", "1");
        expect(2, "learningRate is 3.0, expected above 0, at most 1", "--learning-rates", "3");
        expect(2, "lora rank is -4, expected 1 to 4096", "--lora-ranks", "-4");
        expect(2, "rungs is 0, expected 1 to 10", "--rungs", "0");
        assertThat(run("tune", "nothing", "--base", TINY)).isEqualTo(2);
        assertThat(said(err)).contains("there is no data set 'nothing'");
    }

    private void expect(int code, String message, String... more) {
        assertThat(run(Stream.concat(Stream.of("tune", "garden-desk", "--base", TINY), Stream.of(more)).toArray(String[]::new)))
                .isEqualTo(code);
        assertThat(said(err)).isEqualTo("retort tune: " + message);
    }

    /** The manifest of the version that training with no options makes. */
    private JsonNode train() throws IOException {
        assertThat(run("train", "garden-desk", "--base", TINY, "--threads", "1", "--keep", "best")).as(said(err)).isZero();
        try (Stream<Path> files = Files.walk(home.store())) {
            List<Path> manifests = files.filter(f -> f.getFileName().toString().equals("manifest.json")).toList();
            assertThat(manifests).hasSize(1);
            return JSON.readTree(manifests.get(0).toFile());
        }
    }

    private Path search() throws IOException {
        try (Stream<Path> folders = Files.list(home.tuning())) {
            List<Path> all = folders.toList();
            assertThat(all).hasSize(1);
            return all.get(0);
        }
    }

    private JsonNode evidence() throws IOException {
        assertThat(search().resolve("trials.md")).content().contains("| 1 (default) | sft | 4.0e-04 | 8 | 10 | - |");
        return JSON.readTree(search().resolve("trials.json").toFile());
    }

    private int run(String... words) {
        out.reset();
        err.reset();
        return Retort.run(new Terminal(new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8), false), words);
    }

    private static String said(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8).strip();
    }
}
