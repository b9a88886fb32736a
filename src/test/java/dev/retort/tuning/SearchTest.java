package dev.retort.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.retort.model.Device;
import dev.retort.model.ModelConfig;
import dev.retort.model.Weights;
import dev.retort.training.FineTuning;
import dev.retort.training.HeldOutLoss;
import dev.retort.training.TrainingData;
import dev.retort.training.TrainingRefusedException;
import dev.retort.training.TrainingReport;
import dev.retort.training.TrainingRequest;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SearchTest {
    @TempDir
    static Path uninterrupted;
    @TempDir
    Path folder;
    private static SearchReport expected;

    @BeforeAll
    static void search() throws IOException {
        expected = Search.run(TinySearch.request(uninterrupted), stand -> {});
    }

    private static List<Integer> inRung(int rung) {
        return expected.stand().entries().stream().filter(e -> e.rung() == rung).map(Entry::trial).toList();
    }

    private static double loss(int trial, int rung) {
        return expected.stand().entries().stream().filter(e -> e.trial() == trial && e.rung() == rung)
                .mapToDouble(e -> e.outcome() instanceof TrialOutcome.Measured m ? m.loss() : Double.MAX_VALUE).findFirst().orElseThrow();
    }

    @Test
    void theBetterThirdOfEachRungGoesOnAndTheDefaultInAnyCase() {
        assertThat(inRung(0)).containsExactlyElementsOf(IntStream.rangeClosed(1, 9).boxed().toList());
        List<Integer> ranked = inRung(0).stream().sorted((a, b) -> Double.compare(loss(a, 0), loss(b, 0))).toList();
        Set<Integer> second = new HashSet<>(ranked.subList(0, 3));
        second.add(1);
        assertThat(inRung(1)).containsExactlyInAnyOrderElementsOf(second);
        int best = inRung(1).stream().min((a, b) -> Double.compare(loss(a, 1), loss(b, 1))).orElseThrow();
        assertThat(inRung(2)).containsExactlyInAnyOrderElementsOf(Set.of(best, 1));
        assertThat(expected.best().trial().number()).isEqualTo(best).isNotEqualTo(1);
        assertThat(expected.best().measured().loss()).isLessThan(expected.ofDefault().orElseThrow().measured().loss());
        assertThat(expected.stand().ranking().get(0)).isEqualTo(expected.best().trial());
        assertThat(expected.heldOut()).isEqualTo(10);
    }

    @Test
    void aTrialThatDivergesHasFailedAndTheSearchGoesOn() {
        assertThat(expected.stand().last(5)).hasValueSatisfying(entry -> {
            assertThat(entry.outcome()).isInstanceOf(TrialOutcome.Failed.class);
            assertThat(entry.outcome().text()).contains("failed: step ", "expected finite numbers");
        });
        assertThat(expected.stand().ranking()).last().extracting(Trial::number).isEqualTo(5);
    }

    @Test
    void aWholeRunWithTheBestSettingComesToTheVeryLossOfItsTrial() throws IOException {
        TrainingRequest request = new TrainingRequest(TinySearch.MODEL, folder.resolve("out"), folder.resolve("checkpoint"),
                TinySearch.data(), expected.best().trial().hyperparameters(), Device.CPU, 1);
        TrainingReport report = FineTuning.run(request, step -> {});
        HeldOutLoss heldOut = HeldOutLoss.of(TinySearch.MODEL, TinySearch.data(), Device.CPU, 1);
        double loss = heldOut.of(Weights.read(folder.resolve("out"), ModelConfig.read(folder.resolve("out"))));
        assertThat(expected.best().measured().loss()).isEqualTo(loss);
        assertThat(expected.best().measured().steps()).isEqualTo(report.curve().get(0).steps());
        assertThat(expected.stand().startLoss()).isCloseTo(report.startValidationLoss().orElseThrow(), within(1e-4));
    }

    @Test
    void nothingLargeStaysBehind() throws IOException {
        try (Stream<Path> files = Files.list(expected.folder())) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrder("ledger.jsonl", "lock");
        }
    }

    private static void assertSame(SearchReport report) {
        assertThat(report.digest()).isEqualTo(expected.digest());
        assertThat(report.stand().startLoss()).isEqualTo(expected.stand().startLoss());
        assertThat(report.stand().entries()).usingRecursiveComparison().ignoringFieldsOfTypes(Duration.class)
                .isEqualTo(expected.stand().entries());
        assertThat(report.stand().ranking()).isEqualTo(expected.stand().ranking());
    }

    /** In the first rung, while a survivor goes on, and in the last one. */
    @ParameterizedTest
    @ValueSource(ints = {0, 3, 10, 13})
    void anInterruptedSearchGoesOnToTheSameFigures(int measured) throws IOException {
        assertThatThrownBy(() -> Search.run(TinySearch.request(folder), stand -> {
            if (stand.entries().size() == measured && stand.running().flatMap(Stand.Running::progress).isPresent()) {
                throw new IllegalStateException("interrupted");
            }
        })).hasMessage("interrupted");
        List<Integer> before = new ArrayList<>();
        SearchReport report = Search.run(TinySearch.request(folder), stand -> before.add(stand.entries().size()));
        assertThat(before.get(0)).as("what was measured is not measured again").isEqualTo(measured);
        assertSame(report);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2 1", "10 4"})
    void aKilledSearchGoesOnToTheSameFigures(String stand) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dai.djl.offline=true", "-cp", System.getProperty("java.class.path"), KilledSearch.class.getName(), folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            String line = out.readLine();
            while (line != null && !line.equals(stand)) {
                line = out.readLine();
            }
            assertThat(line).as("the process came to %s", stand).isNotNull();
        } finally {
            process.toHandle().destroyForcibly();
            process.waitFor();
        }
        assertSame(Search.run(TinySearch.request(folder), ignored -> {}));
    }

    @Test
    void aFinishedSearchIsNotDoneAgain() throws IOException {
        assertSame(Search.run(TinySearch.request(uninterrupted), stand -> {
            throw new IllegalStateException("there is nothing to do");
        }));
    }

    @Test
    void itsPlaceGoesToTheNextWhereATrialFailsInALaterRung() throws IOException {
        List<Trial> trials = List.of(new Trial(1, TinySearch.with(1e-5, 4, 2), Map.of()),
                new Trial(2, TinySearch.with(1e-4, 4, 2), Map.of()), new Trial(3, TinySearch.with(2e-5, 4, 2), Map.of()));
        SearchReport whole = Search.run(TinySearch.request(folder.resolve("whole"), trials, 2), stand -> {});
        assertThat(whole.stand().entries()).hasSize(5);
        Path ledger = whole.folder().resolve("ledger.jsonl");
        List<String> lines = new ArrayList<>(Files.readAllLines(ledger).subList(0, 4));
        lines.add("{\"trial\":2,\"rung\":2,\"failed\":\"step 9: loss is NaN\"}");
        Files.write(ledger, lines);
        SearchReport report = Search.run(TinySearch.request(folder.resolve("whole"), trials, 2), stand -> {});
        assertThat(report.stand().entries().stream().filter(e -> e.rung() == 1).map(Entry::trial)).containsExactly(2, 3, 1);
        assertThat(report.best().trial().number()).isEqualTo(3);
    }

    @Test
    void whereAllFailThereIsNoResult() {
        List<Trial> trials = List.of(new Trial(1, TinySearch.trials().get(4).hyperparameters(), Map.of()),
                new Trial(2, TinySearch.trials().get(4).hyperparameters().withSeed(2), Map.of()));
        assertThatThrownBy(() -> Search.run(TinySearch.request(folder, trials, 1), stand -> {})).isInstanceOf(SearchFailedException.class)
                .hasMessageContaining("every trial failed; trial 1: step ");
    }

    @Test
    void aSearchThatIsAtWorkIsNotDoneTwice() {
        assertThatThrownBy(() -> Search.run(TinySearch.request(folder), stand -> {
            try {
                Search.run(TinySearch.request(folder), inner -> {});
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        })).isInstanceOf(SearchFailedException.class).hasMessageContaining("another process does this search now");
    }

    @Test
    void withoutHeldOutRepliesThereIsNothingToCompareBy() {
        SearchRequest tiny = TinySearch.request(folder);
        SearchRequest request = new SearchRequest(folder, "tiny", TinySearch.MODEL,
                new TrainingData(TinySearch.data().train(), List.of(), List.of()), tiny.trials(), tiny.halving(), Device.CPU, 1);
        assertThatThrownBy(() -> Search.run(request, stand -> {})).isInstanceOf(TrainingRefusedException.class)
                .hasMessageContaining("none of 0 validation examples");
    }

    @Test
    void aDamagedLedgerIsNamed() throws IOException {
        SearchRequest request = TinySearch.request(folder);
        Path ledger = Files.createDirectories(request.folder(request.digest())).resolve("ledger.jsonl");
        Files.writeString(ledger, "{\"search\":");
        assertThatThrownBy(() -> Search.run(request, stand -> {})).hasMessageContaining(ledger + ": is damaged");
        Files.writeString(ledger, "{\"search\":\"other\",\"startLoss\":1.0}\n");
        assertThatThrownBy(() -> Search.run(request, stand -> {})).hasMessageContaining(ledger + ": is another search's ledger");
    }
}
