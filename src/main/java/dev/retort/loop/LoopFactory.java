package dev.retort.loop;

import java.time.Clock;
import java.util.concurrent.Semaphore;

import jakarta.enterprise.context.ApplicationScoped;

import dev.retort.curation.CurationStore;
import dev.retort.events.EventPublisher;
import dev.retort.lines.Announcements;
import dev.retort.lines.Database;
import dev.retort.lines.Leadership;
import dev.retort.lines.LineStore;
import dev.retort.lines.RunStore;
import dev.retort.registry.ModelRegistry;

/** Puts a loop together. */
@ApplicationScoped
class LoopFactory {
    private final Database database;
    private final LineStart lineStart;
    private final Announcements announcements;
    private final LineStore lines;
    private final RunStore runs;
    private final CurationStore curation;
    private final ModelRegistry registry;
    private final EventPublisher publisher;
    private final Promotions promotions;
    private final JobPlan plan;
    private final Clock clock;

    LoopFactory(Database database, LineStart lineStart, Announcements announcements, LineStore lines, RunStore runs, CurationStore curation,
            ModelRegistry registry, EventPublisher publisher, Promotions promotions, JobPlan plan, Clock clock) {
        this.database = database;
        this.lineStart = lineStart;
        this.announcements = announcements;
        this.lines = lines;
        this.runs = runs;
        this.curation = curation;
        this.registry = registry;
        this.publisher = publisher;
        this.promotions = promotions;
        this.plan = plan;
        this.clock = clock;
    }

    LearningLoop create(LoopConfig config) {
        return create(config, plan);
    }

    LearningLoop create(LoopConfig config, JobPlan jobs) {
        Semaphore wake = new Semaphore(0);
        RunConductor conductor = new RunConductor(config, jobs, new RunReports(jobs), runs, lines, curation, registry, publisher, clock,
                wake::release);
        Leadership leadership = database.leadership(config.line(), config.databaseTimeout());
        return new LearningLoop(config, leadership, lineStart, announcements, lines, runs, curation, promotions, jobs, conductor, clock,
                wake);
    }
}
