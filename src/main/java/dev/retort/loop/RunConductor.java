package dev.retort.loop;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

import dev.retort.curation.CurationStore;
import dev.retort.curation.FrozenDataset;
import dev.retort.evaluation.Accepted;
import dev.retort.evaluation.Rejected;
import dev.retort.evaluation.Verdict;
import dev.retort.events.CurvePoint;
import dev.retort.events.EventPublisher;
import dev.retort.events.TrainingEvent;
import dev.retort.lines.Line;
import dev.retort.lines.LineStore;
import dev.retort.lines.Run;
import dev.retort.lines.RunData;
import dev.retort.lines.RunState;
import dev.retort.lines.RunStore;
import dev.retort.registry.DamagedVersionException;
import dev.retort.registry.Manifest;
import dev.retort.registry.ModelRegistry;
import dev.retort.registry.VersionFolder;
import dev.retort.registry.VersionId;
import dev.retort.trainer.JobExamples;
import dev.retort.trainer.JobFolder;
import dev.retort.trainer.JobJson;
import dev.retort.trainer.JobResult;
import dev.retort.trainer.TrainerCommand;
import dev.retort.trainer.TrainerLine;
import dev.retort.trainer.TrainerProcess;
import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

/**
 * Takes one run from its request to its verdict. It freezes the data set, starts the trainer process, watches it, starts it again when it crashed, and
 * registers the candidate that comes out. It belongs to one leader's thread; {@link #advance} never waits for the trainer.
 */
final class RunConductor implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(RunConductor.class);

    private final LoopConfig config;
    private final JobPlan plan;
    private final RunReports reports;
    private final RunStore runs;
    private final LineStore lines;
    private final CurationStore curation;
    private final ModelRegistry registry;
    private final EventPublisher publisher;
    private final Clock clock;
    private final Runnable wake;
    private Optional<Attempt> current = Optional.empty();
    /** The attempt that this process has stopped and may not have recorded as laid down: it had lost the lead. */
    private Optional<Attempt.Id> stopped = Optional.empty();

    RunConductor(LoopConfig config, JobPlan plan, RunReports reports, RunStore runs, LineStore lines, CurationStore curation,
            ModelRegistry registry,
            EventPublisher publisher,
            Clock clock, Runnable wake) {
        this.config = config;
        this.plan = plan;
        this.reports = reports;
        this.runs = runs;
        this.lines = lines;
        this.curation = curation;
        this.registry = registry;
        this.publisher = publisher;
        this.clock = clock;
        this.wake = wake;
    }

    /** The process that trains now. */
    Optional<TrainerProcess> trainer() {
        return current.map(Attempt::trainer);
    }

    /** Takes the run a step further, if there is one to take. */
    void advance(Run run, long leader) throws IOException {
        if (run.hasOpenAttempt() && current.isPresent() && current.get().isLatestOf(run)) {
            supervise(run, current.get(), leader);
        } else {
            close(); // a trainer whose run was cancelled or is in other hands, or whose end is recorded
            begin(run, leader);
        }
    }

    private void begin(Run run, long leader) throws IOException {
        Optional<JobFolder> finished = Optional.of(plan.folder(run.id(), run.attempt()))
                .filter(folder -> run.attempt() > 0 && folder.hasResult());
        if (finished.isPresent()) { // the leader before died between the result and its record
            conclude(run, finished.get(), leader);
            return;
        }
        if (run.hasOpenAttempt()) {
            settle(run, leader);
            return;
        }
        try {
            start(run, run.attempt() + 1, leader);
        } catch (DamagedVersionException e) {
            fail(run, leader, "it has nothing to start from or to be measured against: " + e.getMessage());
        } catch (IOException e) {
            crashed(run, leader, "attempt " + (run.attempt() + 1) + " could not start: " + e.getMessage());
        }
    }

    /** Records how an attempt ended that nobody works on any more. */
    private void settle(Run run, long leader) {
        if (stopped.equals(Optional.of(Attempt.Id.of(run)))) {
            await(runs.laidDown(run.id(), leader));
            wake.run();
        } else {
            crashed(run, leader, "attempt " + run.attempt() + " ended with its leader");
        }
    }

    private void start(Run run, int attempt, long leader) throws IOException {
        String champion = run.parent().orElseGet(
                () -> await(lines.line(run.line())).flatMap(Line::champion)
                        .orElseThrow(() -> new IllegalStateException("no champion to train")).version());
        VersionFolder against = registry.open(new VersionId(champion));
        VersionId from = plan.start(against.manifest().id(), registry);
        VersionFolder start = from.equals(against.manifest().id()) ? against : registry.open(from); // every file is read to be verified
        FrozenDataset dataset = await(curation.freeze(run.id(), plan.learnable()));
        JobFolder folder = plan.folder(run.id(), attempt);
        JobExamples examples = Lessons.of(dataset, plan.method());
        folder.write(plan.job(run.id(), attempt, against.folder(), start.folder(), Lessons.dose(examples, plan.method()),
                await(curation.ownContacts())), examples);
        RunData data = Lessons.record(dataset);
        if (!await(runs.begin(run, leader, attempt, champion, data, clock.instant()))) {
            return; // cancelled meanwhile, or somebody else leads
        }
        TrainerProcess trainer = TrainerProcess.start(command().words(folder.folder()), folder.folder(), wake);
        current = Optional.of(Attempt.begun(new Attempt.Id(run.id(), attempt), folder, trainer));
        LOG.infof("%s: attempt %d trains from %s (%s) on %d examples (%d new), process %d", run.id(), attempt,
                start == against ? "the champion" : "the base", start.manifest().id(),
                data.examples(),
                data.newExamples(),
                trainer.pid());
        tell(run, RunState.TRAINING, attempt, Optional.empty(), List.of());
    }

    private TrainerCommand command() {
        return new TrainerCommand(config.trainerCommand(), config.trainerHeap(), config.trainerNice());
    }

    private void supervise(Run run, Attempt attempt, long leader) throws IOException {
        boolean alive = attempt.trainer().isAlive(); // asked first: what it has said before it ended is then known
        Optional<TrainerLine> latest = attempt.trainer().latest();
        latest.ifPresent(line -> await(
                runs.progress(run.id(), leader, TrainerNews.state(line), TrainerNews.progress(line), clock.instant())));
        latest.filter(line -> !attempt.told().equals(latest)).ifPresent(line -> {
            List<CurvePoint> steps = attempt.trainer().curveAfter(attempt.toldSteps());
            current = Optional.of(attempt.told(line, steps));
            tell(run, TrainerNews.state(line), attempt.id().number(), latest, steps);
        });
        if (alive) {
            return;
        }
        attempt.trainer().close();
        end(run, attempt, leader);
        current = Optional.empty(); // not before its end is recorded: what the database did not take is tried again
    }

    private void end(Run run, Attempt attempt, long leader) throws IOException {
        if (attempt.folder().hasResult()) {
            conclude(run, attempt.folder(), leader);
        } else if (attempt.trainer().refused()) {
            fail(run, leader, attempt.trainer().logTail());
        } else {
            crashed(run, leader,
                    "attempt " + run.attempt() + " ended with " + attempt.trainer().ending() + "\n" + attempt.trainer().logTail());
        }
    }

    private void conclude(Run run, JobFolder folder, long leader) throws IOException {
        JobResult result;
        Manifest candidate;
        try {
            result = folder.result();
            candidate = registry.publish(folder.candidate(), RunVersion.draft(run, folder.job(), result, clock.instant()));
        } catch (IOException e) {
            Files.deleteIfExists(folder.resultFile());
            crashed(run, leader, "attempt " + run.attempt() + " left no usable candidate: " + e.getMessage());
            return;
        }
        await(lines.register(run.line(), candidate, Optional.of(run.id())));
        RunState outcome = outcome(result.verdict());
        if (await(runs.judged(run.id(), leader, outcome, candidate.id().value(), JobJson.MAPPER.valueToTree(result.verdict()),
                result.report(),
                clock.instant()))) {
            LOG.infof("%s: the candidate (%s) is %s: %s", run.id(), candidate.id(), outcome.text(), result.verdict().summary());
            tell(run, outcome, run.attempt(), Optional.empty(), List.of());
        }
        ended(run.id());
        wake.run();
    }

    private static RunState outcome(Verdict verdict) {
        if (verdict instanceof Accepted) {
            return RunState.ACCEPTED;
        }
        return verdict instanceof Rejected ? RunState.REJECTED : RunState.INCONCLUSIVE;
    }

    private void crashed(Run run, long leader, String problem) {
        if (run.crashes() + 1 >= config.maxAttempts()) {
            fail(run, leader, problem);
        } else {
            LOG.warnf("%s: %s", run.id(), problem);
            await(runs.crashed(run, leader, problem));
            wake.run();
        }
    }

    private void fail(Run run, long leader, String problem) {
        if (await(runs.end(run.id(), leader, RunState.FAILED, problem, clock.instant()))) {
            LOG.errorf("%s failed: %s", run.id(), problem);
            tell(run, RunState.FAILED, run.attempt(), Optional.empty(), List.of());
        }
        ended(run.id());
    }

    private void ended(String run) {
        plan.tidy(run);
        await(runs.run(run)).ifPresent(reports::write);
    }

    /** Ends the trainer of a run that somebody has cancelled. */
    void abandon() {
        Optional<String> run = current.map(attempt -> attempt.id().run());
        close();
        run.ifPresent(this::ended);
    }

    /** Told as far as Kafka takes it: the run's row is what counts. */
    private void tell(Run run, RunState state, int attempt, Optional<TrainerLine> said, List<CurvePoint> steps) {
        for (TrainingEvent event : TrainerNews.events(run, state, attempt, said, steps, clock.instant())) {
            publisher.publish(event).subscribe().with(told -> {}, e -> LOG.debugf(e, "progress of %s was not told", run.id()));
        }
    }

    /** Leaves the run to the next leader without counting this attempt as a crash. */
    void layDown(long leader) {
        current.ifPresent(attempt -> {
            attempt.trainer().close();
            await(runs.laidDown(attempt.id().run(), leader));
        });
        current = Optional.empty();
    }

    /** Kills the trainer, if one works. */
    @Override
    public void close() {
        current.ifPresent(attempt -> {
            if (attempt.trainer().isAlive()) {
                stopped = Optional.of(attempt.id());
            }
            attempt.trainer().close();
        });
        current = Optional.empty();
    }

    private <T> T await(Uni<T> uni) {
        return uni.await().atMost(config.databaseTimeout());
    }
}
