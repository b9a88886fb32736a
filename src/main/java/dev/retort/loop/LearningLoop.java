package dev.retort.loop;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import dev.retort.curation.CurationStore;
import dev.retort.lines.Announcements;
import dev.retort.lines.Leadership;
import dev.retort.lines.Line;
import dev.retort.lines.LineStore;
import dev.retort.lines.Run;
import dev.retort.lines.RunState;
import dev.retort.lines.RunStore;
import dev.retort.registry.Manifest;
import dev.retort.trainer.TrainerProcess;
import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

/**
 * Runs the loop of one line on one thread. It tries to lead. While it leads it gives the line its first champion, tells Kafka what was decided, requests runs
 * when it is time, and takes the active one further. What fails because the database or Kafka is away is tried again at the next round.
 */
final class LearningLoop implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(LearningLoop.class);

    private final LoopConfig config;
    private final Leadership leadership;
    private final LineStart lineStart;
    private final Announcements announcements;
    private final LineStore lines;
    private final RunStore runs;
    private final CurationStore curation;
    private final Promotions promotions;
    private final JobPlan plan;
    private final RunConductor conductor;
    private final Clock clock;
    private final Semaphore wake;
    private final Thread thread;
    private volatile boolean stopping;
    private volatile boolean scheduled;
    private boolean begun;
    private volatile OptionalLong standing = OptionalLong.empty();
    private String lastProblem = "";

    LearningLoop(LoopConfig config, Leadership leadership, LineStart lineStart, Announcements announcements, LineStore lines, RunStore runs,
            CurationStore curation,
            Promotions promotions, JobPlan plan, RunConductor conductor, Clock clock, Semaphore wake) {
        this.config = config;
        this.leadership = leadership;
        this.lineStart = lineStart;
        this.announcements = announcements;
        this.lines = lines;
        this.runs = runs;
        this.curation = curation;
        this.promotions = promotions;
        this.plan = plan;
        this.conductor = conductor;
        this.clock = clock;
        this.wake = wake;
        this.thread = new Thread(this::run, "retort-loop-" + config.line());
    }

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    /** Something has changed that is worth a look before the next round. */
    void wake() {
        wake.release();
    }

    /** A time of the schedule has come. */
    void scheduled() {
        scheduled = true;
        wake();
    }

    private void run() {
        while (!stopping) {
            try {
                round();
                lastProblem = "";
            } catch (IOException | RuntimeException e) {
                report(e);
            }
            try {
                if (wake.tryAcquire(config.pollEvery().toMillis(), TimeUnit.MILLISECONDS)) {
                    wake.drainPermits();
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** One look at everything. */
    void round() throws IOException {
        OptionalLong leader = leader();
        if (leader.isEmpty()) {
            standing = standing.isPresent() ? standing : OptionalLong.of(await(lines.line(config.line())).map(Line::epoch).orElse(0L));
            return;
        }
        if (!begun) {
            begin(leader.getAsLong());
        }
        announcements.relay(config.line(), config.databaseTimeout());
        giveBack();
        Optional<Run> active = await(runs.active(config.line()));
        if (active.isEmpty()) {
            conductor.abandon(); // its run was cancelled
            active = request();
        }
        if (active.isPresent()) {
            advance(active.get(), leader.getAsLong());
        }
    }

    /** The epoch at which the line stood when this process had done what a start changes in it, or found another leading; nothing before. */
    OptionalLong standing() {
        return standing;
    }

    private OptionalLong leader() {
        if (leadership.number().isPresent() && !leadership.stillHeld()) {
            LOG.warnf("line %s: lost the lead", config.line());
            conductor.close();
        }
        if (leadership.number().isEmpty()) {
            begun = false;
            if (leadership.tryAcquire()) {
                LOG.debugf("line %s: leading with number %d", config.line(), leadership.number().getAsLong());
            }
        }
        return leadership.number();
    }

    private void begin(long leader) throws IOException {
        Manifest base = lineStart.crown(config.line(), leader, config.databaseTimeout());
        await(announcements.repeatLatest(config.line()));
        announcements.relay(config.line(), config.databaseTimeout());
        standing = OptionalLong.of(await(lines.line(config.line())).orElseThrow().epoch());
        lineStart.importExamples(config.line(), base, config.databaseTimeout());
        begun = true;
    }

    /** Corrections of a run that ended without a verdict, by whoever's doing, are learned by the next one. */
    private void giveBack() {
        for (String run : await(runs.toGiveBack(config.line()))) {
            int examples = await(curation.giveBack(run));
            await(runs.gaveBack(run));
            if (examples > 0) {
                LOG.infof("%s has learned nothing: its %d corrections wait for the next run", run, examples);
            }
        }
    }

    private Optional<Run> request() {
        boolean due = scheduled;
        scheduled = false;
        Line line = await(lines.line(config.line())).orElseThrow();
        Optional<Instant> inVain = await(runs.latest(config.line(), 1)).stream().filter(Run::endedInVain).findFirst()
                .flatMap(Run::finishedAt);
        Optional<String> reason = Trigger.reason(line, await(curation.waiting(plan.learnable())), inVain, config, due, clock.instant());
        return reason.flatMap(why -> await(runs.request(newId(clock.instant()), config.line(), why, "retort", clock.instant())));
    }

    private void advance(Run run, long leader) throws IOException {
        if (run.state() == RunState.ACCEPTED) {
            await(promotions.promote(run, leader));
            announcements.relay(config.line(), config.databaseTimeout());
        } else {
            conductor.advance(run, leader);
        }
    }

    /** A run's name: when it was requested, and what tells it from another of the same second. */
    static String newId(Instant now) {
        return "run-" + DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC).format(now) + "-"
                + UUID.randomUUID().toString().substring(0, 6);
    }

    private void report(Exception problem) {
        String text = problem.getMessage() == null ? problem.toString() : problem.getMessage();
        if (!text.equals(lastProblem)) {
            LOG.warnf("line %s: %s; trying again", config.line(), text);
            lastProblem = text;
        }
        LOG.debugf(problem, "line %s", config.line());
    }

    /** The process that trains now, if this process leads and a run is at it. */
    Optional<TrainerProcess> trainer() {
        return conductor.trainer();
    }

    /** Ends the thread, lays down the active run for the next leader, and gives up the lead. */
    @Override
    public void close() {
        stopping = true;
        wake();
        try {
            thread.join(config.databaseTimeout().toMillis());
            leadership.number().ifPresent(conductor::layDown);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.debugf(e, "the next leader will count this attempt as a crash");
        } finally {
            conductor.close();
            leadership.close();
        }
    }

    private <T> T await(Uni<T> uni) {
        return uni.await().atMost(config.databaseTimeout());
    }
}
