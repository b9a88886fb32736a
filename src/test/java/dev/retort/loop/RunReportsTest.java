package dev.retort.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retort.evaluation.GateRules;
import dev.retort.lines.Run;
import dev.retort.lines.RunState;
import dev.retort.local.Settings;
import dev.retort.model.ModelConfig;
import dev.retort.settings.ModelSettings;
import dev.retort.settings.SafetySettings;
import dev.retort.trainer.CurveFile;
import dev.retort.trainer.CurveFileTest;
import dev.retort.trainer.Job;
import dev.retort.trainer.JobFolder;
import dev.retort.trainer.JobJson;
import dev.retort.trainer.Mitigation;
import dev.retort.training.Hyperparameters;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages of runs that have ended otherwise than well. */
class RunReportsTest {
    @TempDir
    Path home;
    private JobPlan plan;
    private RunReports reports;

    @BeforeEach
    void empty() {
        plan = new JobPlan(home, Settings.of(ModelSettings.class, Map.of()), Settings.of(TrainingSettings.class, Map.of()),
                Settings.of(GateSettings.class, Map.of()), Settings.of(SafetySettings.class, Map.of()));
        reports = new RunReports(plan);
    }

    private Run run(RunState state, int attempt, Optional<JsonNode> verdict, Optional<String> problem) {
        return new Run("run-1", "default", state, "count: 30 approved corrections are waiting", "retort", Instant.EPOCH,
                Optional.of(Instant.EPOCH),
                Optional.of(Instant.EPOCH.plusSeconds(75)), attempt, 1, Optional.empty(), Optional.of("v-1"), Optional.of("set-1"),
                Optional.of("abcdef"), OptionalInt.of(40), OptionalInt.of(30), new Run.Progress(OptionalInt.empty(), OptionalInt.empty(),
                        OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty(), Optional.empty()),
                Optional.empty(), verdict, Optional.empty(), problem);
    }

    private void attempt(int number, int from, int to, double loss) throws IOException {
        JobFolder folder = plan.folder("run-1", number);
        folder.write(new Job("run-1", number, "champion", "start", "checkpoint", "cpu", 2,
                Hyperparameters.defaultsFor(new ModelConfig(300, 64, 32, 2, 2, 128, 1e-5, 299)), Mitigation.none(), false,
                Optional.empty(), Optional.empty(), GateRules.defaults(), 1),
                Corrections.job(0));
        CurveFile file = new CurveFile(folder.curveFile(), problem -> {});
        for (int step = from; step <= to; step++) {
            file.append(CurveFileTest.point(step, loss));
        }
    }

    @Test
    void aFailedRunsPageHasItsCurveOverAllAttemptsAndTheEndOfItsLog() throws IOException {
        attempt(1, 1, 6, 3);
        attempt(2, 5, 9, 2); // from a checkpoint after step 4
        Run run = run(RunState.FAILED, 2, Optional.empty(), Optional.of("attempt 2 ended with killed by signal 9\nOutOfMemory <b>"));
        assertThat(reports.curve(run).points()).extracting(point -> point.step()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(reports.curve(run).points()).extracting(point -> point.loss()).containsExactly(3., 3., 3., 3., 2., 2., 2., 2., 2.);
        reports.write(run);
        assertThat(Files.readString(home.resolve("runs/run-1/report.html"))).contains("class=\"state bad\">failed", "killed by signal 9",
                "OutOfMemory &lt;b&gt;", "All 9 updates.", "sft", "40, of which new: 30", "abcdef", "1 min 15 s",
                "has not come to a verdict");
    }

    @Test
    void aRunThatNeverBeganHasAPage() throws IOException {
        assertThat(reports.page(run(RunState.CANCELLED, 0, Optional.empty(), Optional.of("cancelled by anna")))).contains(
                "No update was finished",
                "cancelled by anna");
    }

    @Test
    void aVerdictOfAnotherVersionOfTheProgramIsNoReasonToShowNothing() throws IOException {
        attempt(1, 1, 3, 3);
        JsonNode verdict = JobJson.MAPPER.readTree("{\"verdict\":\"maybe\",\"summary\":\"who knows\"}");
        assertThat(reports.page(run(RunState.REJECTED, 1, Optional.of(verdict), Optional.empty()))).contains("who knows",
                "another version of the program", "All 3 updates.");
    }
}
