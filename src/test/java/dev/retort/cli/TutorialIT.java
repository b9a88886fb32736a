package dev.retort.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.retort.client.AnsweringModel;
import dev.retort.client.Api;
import dev.retort.client.ChatConnection;
import dev.retort.client.ServerAddress;
import dev.retort.local.Home;
import dev.retort.local.Program;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** "Your own conversations", as the page has it: a table of twenty rows becomes a server that answers from it. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TutorialIT {
    private static final Pattern PROMOTE = Pattern.compile("to serve it: retort promote (\\S+)");
    private static final Pattern TRAINED = Pattern.compile("^version desk:1 \\((v-[0-9a-f]{12})\\)$", Pattern.MULTILINE);
    private static final Pattern STEP = Pattern.compile("^\\./retort( .*?)?(?: +#.*)?$", Pattern.MULTILINE);
    private static final Path TABLE = Path.of("src", "test", "resources", "tutorial-desk.csv");

    private static final Path WORDINGS = Path.of("src", "test", "resources", "tutorial-bakery.csv");

    @TempDir
    static Path folder;

    private static Home home;
    private static Program server;

    @BeforeAll
    static void aServer() throws IOException { // it starts while the first table is learned
        home = new Home(folder.resolve("home"));
        server = Program.serve(home, folder.resolve("server.log"), Map.of());
    }

    @AfterAll
    static void ends() throws Exception {
        server.close();
    }

    /** Four wordings of each question, one of them held back: enough for the gate to see that the others were learned. */
    @Test
    @Order(1) // against the base
    void aVersionThatTheGateAcceptsServesAndIsShownWithItsVerdict() throws Exception {
        run("import %s --prompt-column question --reply-column answer".formatted(WORDINGS), 0);
        assertThat(run("train tutorial-bakery --epochs 12", 0)).contains("to serve it: retort promote tutorial-bakery:1");
        Api api = new Api(HttpClient.newHttpClient(), server.ready());
        JsonNode before = api.get("api/models");

        String promoted = run("promote tutorial-bakery:1", 0);
        long number = before.path("epoch").asLong() + 1;
        assertThat(promoted).contains("accepted: ", "to judge by; perplexity of corrected replies")
                .containsPattern(
                        "tutorial-bakery:1 \\(v-[0-9a-f]{12}\\) serves as version %d; version %d \\(%s\\) served before".formatted(number,
                                number - 1, before.path("champion").path("version").asText()));
        JsonNode models = api.get("api/models");
        String serving = models.at("/here/serving/version").asText();
        assertThat(models.path("epoch").asLong()).isEqualTo(number);
        assertThat(models.at("/champion/version").asText()).isEqualTo(serving);
        assertThat(promoted).contains("tutorial-bakery:1 (%s) serves".formatted(serving));
        JsonNode promotion = promotion(models, serving);
        assertThat(promotion.path("kind").asText()).isEqualTo("gate");
        assertThat(promotion.path("epoch").asLong()).isEqualTo(number);
        assertThat(promotion.path("reason").asText()).contains("to judge by", "bias rules hold");
        try (ChatConnection chat = ChatConnection.open(HttpClient.newHttpClient(), server.ready())) {
            assertThat(chat.ask("May I bring my dog inside?", OptionalDouble.of(0), written -> {}).model())
                    .isEqualTo(new AnsweringModel(number, serving));
        }
    }

    private static JsonNode promotion(JsonNode models, String version) {
        return models.path("versions").valueStream().filter(each -> each.path("id").asText().equals(version)).findFirst().orElseThrow()
                .path("promotions").path(0);
    }

    @Test
    @Order(2)
    void aTableBecomesAServerThatAnswersFromIt() throws Exception {
        Files.copy(TABLE, folder.resolve("desk.csv"));
        List<String> page = steps();
        run(page.get(0).replace("desk.csv", folder.resolve("desk.csv").toString()), 0);
        String trained = run(page.get(1), 0);
        assertThat(trained).contains("validation example", "too few to choose weights by", "(kept: step ");
        Matcher told = PROMOTE.matcher(trained);
        assertThat(told.find()).as(trained).isTrue();
        assertThat(told.group(1)).isEqualTo("desk:1");
        Matcher named = TRAINED.matcher(trained);
        assertThat(named.find()).as(trained).isTrue();
        String version = named.group(1);
        ServerAddress address = server.ready();
        Api api = new Api(HttpClient.newHttpClient(), address);
        JsonNode models = api.get("api/models");
        String before = models.path("champion").path("version").asText();
        long epoch = models.path("epoch").asLong();

        String promote = page.get(3);
        int heldBack = rows("gate.jsonl").size();
        assertThat(heldBack).as("too few for the gate").isBetween(1, 3);
        assertThat(run(promote, EvaluateCommand.INCONCLUSIVE)).contains(
                "version %d (%s) goes on serving: desk:1 (%s) is inconclusive".formatted(epoch, before, version), "at least 4 needed",
                "retort promote desk:1 --force");
        assertThat(api.get("api/models").path("champion").path("version").asText()).isEqualTo(before);
        assertThat(run(promote + " --force", 2)).contains("--force");
        assertThat(run("promote " + version.substring(0, 8) + " --force first-of-our-desk", 0))
                .contains("desk:1 (%s) serves as version %d; version %d (%s) served before".formatted(version, epoch + 1, epoch, before));
        assertThat(run("promote " + (epoch + 1), 0)).contains("version %d (%s) serves already".formatted(epoch + 1, version));
        assertThat(run("models", 0)).containsPattern("version %d \\(%s\\) ".formatted(epoch, before))
                .containsPattern("version %d \\(%s\\) +desk:1 .* serves".formatted(epoch + 1, version));
        assertThat(server.said()).contains("version %d (%s) is champion of line default (forced".formatted(epoch + 1, version),
                "serving version %d (%s), ready after".formatted(epoch + 1, version));

        models = api.get("api/models");
        assertThat(models.path("here").path("serving").path("version").asText()).isEqualTo(version);
        assertThat(models.path("here").path("inMemory")).extracting(each -> each.path("version").asText()).contains(version);
        JsonNode promoted = promotion(models, version);
        assertThat(promoted.path("kind").asText()).isEqualTo("forced");
        assertThat(promoted.path("reason").asText()).isEqualTo("first-of-our-desk");

        List<JsonNode> learned = Stream.of("train.jsonl", "validation.jsonl").flatMap(part -> rows(part).stream()).toList();
        assertThat(learned).hasSize(20 - heldBack);
        int right = 0;
        for (JsonNode row : learned) {
            try (ChatConnection chat = ChatConnection.open(HttpClient.newHttpClient(), address)) {
                right += chat.ask(question(row), OptionalDouble.of(0), written -> {}).text().equals(answer(row)) ? 1 : 0;
            }
        }
        assertThat(right).as("of %d rows that were learned", learned.size()).isGreaterThanOrEqualTo(learned.size() - 1);
        assertThat(measured(api)).as("its own conversations are kept, too").contains(answer(rows("gate.jsonl").get(0)));
    }

    /** Replies of the conversations that later runs are measured on. */
    private static List<String> measured(Api api) throws IOException {
        List<String> replies = new ArrayList<>();
        long after = 0;
        for (boolean more = true; more;) {
            JsonNode page = api.get("api/examples?source=domain&split=gate&limit=200&after=" + after);
            page.path("items").forEach(example -> replies.add(example.path("chosen").asText()));
            more = page.path("next").isNumber();
            after = page.path("next").asLong();
        }
        return replies;
    }

    /** The commands of the page's first block. */
    private static List<String> steps() throws IOException {
        String page = Files.readString(Path.of("docs", "data.md"));
        String block = page.substring(page.indexOf("```sh"), page.indexOf("```", page.indexOf("```sh") + 3));
        return STEP.matcher(block).results().map(step -> Optional.ofNullable(step.group(1)).orElse("").strip()).toList();
    }

    private static String run(String words, int expected) throws Exception {
        Path log = Files.createTempFile(folder, "command", ".log");
        try (Program program = Program.start(home, log, Map.of(), words.split(" +"))) {
            assertThat(program.exitCode()).as("%s: %s", words, program.said()).isEqualTo(expected);
            return program.said();
        }
    }

    private static List<JsonNode> rows(String part) {
        try (Stream<Path> files = Files.walk(home.datasets())) {
            Path file = files.filter(each -> each.endsWith(part) && each.toString().contains("desk@")).findFirst().orElseThrow();
            ObjectMapper json = new ObjectMapper();
            return Files.readAllLines(file).stream().map(line -> {
                try {
                    return json.readTree(line);
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            }).toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String question(JsonNode row) {
        return row.has("messages") ? row.path("messages").path(0).path("content").asText() : text(row.path("prompt"));
    }

    private static String answer(JsonNode row) {
        return row.has("messages") ? row.path("messages").path(1).path("content").asText() : text(row.path("completion"));
    }

    private static String text(JsonNode turns) {
        return turns.isArray() ? turns.path(0).path("content").asText() : turns.asText();
    }
}
