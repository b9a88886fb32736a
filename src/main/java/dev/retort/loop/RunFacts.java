package dev.retort.loop;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retort.evaluation.Accepted;
import dev.retort.evaluation.Verdict;
import dev.retort.lines.Run;
import dev.retort.report.Ending;
import dev.retort.report.Fact;
import dev.retort.report.FactGroup;
import dev.retort.report.TrainingFacts;
import dev.retort.trainer.Job;
import dev.retort.training.TrainingReport;

/** The header of a run's page. */
record RunFacts(Run run, Optional<Job> job) {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    String change() {
        return run.parent().orElse("the champion") + " → " + run.candidate().orElse("no candidate");
    }

    OptionalDouble clip() {
        return job.map(told -> OptionalDouble.of(told.hyperparameters().optimizer().maxGradNorm())).orElse(OptionalDouble.empty());
    }

    Ending ending() {
        List<String> notes = RunReports.recorded(run).map(TrainingReport::notes).orElse(List.of());
        String problem = run.problem().or(() -> run.progress().message()).filter(text -> run.verdict().isEmpty()).orElse("");
        String summary = run.verdict().map(this::summary).orElse(problem.lines().findFirst().orElse(""));
        return new Ending(run.state().text(), tone(), summary, notes, problem.lines().count() > 1 ? problem : "");
    }

    /** Why it was not accepted; what speaks for an accepted one is in the table of rules. */
    private String summary(JsonNode recorded) {
        Optional<Verdict> verdict = RunFindings.verdict(run);
        return verdict.filter(Accepted.class::isInstance).isPresent()
                ? "The rules of the gate that could be measured all hold."
                : verdict.map(Verdict::summary).orElse(recorded.path("summary").asText(""));
    }

    private Ending.Tone tone() {
        return switch (run.state()) {
            case ACCEPTED, PROMOTED -> Ending.Tone.GOOD;
            case REJECTED, FAILED, ROLLED_BACK -> Ending.Tone.BAD;
            default -> Ending.Tone.OPEN;
        };
    }

    List<FactGroup> groups() {
        List<FactGroup> groups = new ArrayList<>(List.of(new FactGroup("How it came about", origin()), new FactGroup("Data", data())));
        job.ifPresent(told -> groups.add(TrainingFacts.method(told.hyperparameters(), told.device(), told.threads())));
        RunReports.recorded(run).ifPresent(report -> groups.add(TrainingFacts.outcome(report)));
        return groups;
    }

    private List<Fact> origin() {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("started by", run.reason() + (run.requestedBy().equals("retort") ? "" : ", " + run.requestedBy())));
        facts.add(new Fact("line", run.line()));
        facts.add(new Fact("requested", TIME.format(run.requestedAt())));
        run.startedAt().ifPresent(at -> facts.add(new Fact("began", TIME.format(at))));
        run.finishedAt().ifPresent(at -> facts.add(new Fact("ended", TIME.format(at) + took(at))));
        facts.add(new Fact("attempts", run.attempt() + (run.crashes() > 0 ? ", of which crashed: " + run.crashes() : "")));
        return facts;
    }

    private String took(Instant end) {
        return run.startedAt().map(begin -> ", after " + TrainingFacts.clock(Duration.between(begin, end))).orElse("");
    }

    private List<Fact> data() {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("data set", run.dataset().orElse("not frozen yet")));
        run.datasetDigest().ifPresent(digest -> facts.add(new Fact("digest", digest)));
        run.examples().ifPresent(count -> facts.add(new Fact("examples", count + ", of which new: " + run.newExamples().orElse(0))));
        return facts;
    }
}
