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
import dev.retort.client.Api;
import dev.retort.client.ChatConnection;
import dev.retort.client.ServerAddress;
import dev.retort.local.Home;
import dev.retort.local.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** "Your own conversations", as the page has it: a table of twenty rows becomes a server that answers from it. */
class TutorialIT {
    private static final Pattern PROMOTE = Pattern.compile("to serve it: retort promote (\\S+)");
    private static final Pattern TRAINED = Pattern.compile("^version desk:1 \\((v-[0-9a-f]{12})\\)$", Pattern.MULTILINE);
    private static final Pattern STEP = Pattern.compile("^\\./retort( .*?)?(?: +#.*)?$", Pattern.MULTILINE);
    private static final Path TABLE = Path.of("src", "test", "resources", "tutorial-desk.csv");

    @TempDir
    Path folder;

    @Test
    void aTableBecomesAServerThatAnswersFromIt() throws Exception {
        Home home = new Home(folder.resolve("home"));
        Files.copy(TABLE, folder.resolve("desk.csv"));
        List<String> page = steps();
        try (Program server = Program.serve(home, folder.resolve("server.log"), Map.of())) { // it starts while the table is learned
            run(home, page.get(0).replace("desk.csv", folder.resolve("desk.csv").toString()), 0);
            String trained = run(home, page.get(1), 0);
            assertThat(trained).contains("validation example", "too few to choose weights by", "(kept: step ");
            Matcher told = PROMOTE.matcher(trained);
            assertThat(told.find()).as(trained).isTrue();
            assertThat(told.group(1)).isEqualTo("desk:1");
            Matcher named = TRAINED.matcher(trained);
            assertThat(named.find()).as(trained).isTrue();
            String version = named.group(1);
            ServerAddress address = server.ready();
            Api api = new Api(HttpClient.newHttpClient(), address);
            String before = api.get("api/models").path("champion").path("version").asText();

            String promote = page.get(3);
            int heldBack = rows(home, "gate.jsonl").size();
            assertThat(heldBack).as("too few for the gate").isBetween(1, 3);
            assertThat(run(home, promote, EvaluateCommand.INCONCLUSIVE)).contains(
                    "version 1 (%s) goes on serving: desk:1 (%s) is inconclusive".formatted(before, version), "at least 4 needed",
                    "retort promote desk:1 --force");
            assertThat(api.get("api/models").path("champion").path("version").asText()).isEqualTo(before);
            assertThat(run(home, promote + " --force", 2)).contains("--force");
            assertThat(run(home, "promote " + version.substring(0, 8) + " --force first-of-our-desk", 0))
                    .contains("desk:1 (%s) serves as version 2; version 1 (%s) served before".formatted(version, before));
            assertThat(run(home, "promote 2", 0)).contains("version 2 (%s) serves already".formatted(version));
            assertThat(run(home, "models", 0)).containsPattern("version 1 \\(%s\\) +base".formatted(before))
                    .containsPattern("version 2 \\(%s\\) +desk:1 .* serves".formatted(version));
            assertThat(server.said()).contains("version 2 (%s) is champion of line default (forced".formatted(version),
                    "serving version 2 (%s), ready after".formatted(version));

            JsonNode models = api.get("api/models");
            assertThat(models.path("here").path("serving").path("version").asText()).isEqualTo(version);
            assertThat(models.path("here").path("inMemory")).extracting(each -> each.path("version").asText()).contains(version);
            JsonNode promoted = models.path("versions").valueStream().filter(each -> each.path("id").asText().equals(version)).findFirst()
                    .orElseThrow().path("promotions").path(0);
            assertThat(promoted.path("kind").asText()).isEqualTo("forced");
            assertThat(promoted.path("reason").asText()).isEqualTo("first-of-our-desk");

            List<JsonNode> learned = Stream.of("train.jsonl", "validation.jsonl").flatMap(part -> rows(home, part).stream()).toList();
            assertThat(learned).hasSize(20 - heldBack);
            int right = 0;
            for (JsonNode row : learned) {
                try (ChatConnection chat = ChatConnection.open(HttpClient.newHttpClient(), address)) {
                    right += chat.ask(question(row), OptionalDouble.of(0), written -> {}).text().equals(answer(row)) ? 1 : 0;
                }
            }
            assertThat(right).as("of %d rows that were learned", learned.size()).isGreaterThanOrEqualTo(learned.size() - 1);
            assertThat(measured(api)).as("its own conversations are kept, too").contains(answer(rows(home, "gate.jsonl").get(0)));
        }
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

    private String run(Home home, String words, int expected) throws Exception {
        Path log = Files.createTempFile(folder, "command", ".log");
        try (Program program = Program.start(home, log, Map.of(), words.split(" +"))) {
            assertThat(program.exitCode()).as("%s: %s", words, program.said()).isEqualTo(expected);
            return program.said();
        }
    }

    private List<JsonNode> rows(Home home, String part) {
        try (Stream<Path> files = Files.walk(home.datasets())) {
            Path file = files.filter(each -> each.endsWith(part)).findFirst().orElseThrow();
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
