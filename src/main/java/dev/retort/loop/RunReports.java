package dev.retort.loop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import jakarta.enterprise.context.ApplicationScoped;

import dev.retort.artifacts.WholeFile;
import dev.retort.events.CurvePoint;
import dev.retort.lines.Run;
import dev.retort.report.Curve;
import dev.retort.report.RunReport;
import dev.retort.trainer.CurveFile;
import dev.retort.trainer.Job;
import dev.retort.trainer.JobFolder;
import dev.retort.trainer.JobJson;
import dev.retort.training.TrainingReport;
import org.jboss.logging.Logger;

/**
 * Shows a run to people: its curve and its page. They are made of the run's record and of what its attempts have left in their folders. The record is known
 * on every server, the folders only where the run was trained.
 */
@ApplicationScoped
class RunReports {
    private static final Logger LOG = Logger.getLogger(RunReports.class);

    private final JobPlan plan;

    RunReports(JobPlan plan) {
        this.plan = plan;
    }

    /** The curve as far as it is known: up to the last step if the run has not reached its verdict. */
    Curve curve(Run run) throws IOException {
        Optional<Curve> recorded = recorded(run).map(Curve::of);
        return recorded.isPresent() ? recorded.get() : Curve.unfinished(left(run));
    }

    /** Updates that the attempts have left. An attempt repeats those that the one before did after its checkpoint; the later counts. */
    private List<CurvePoint> left(Run run) throws IOException {
        Map<Integer, CurvePoint> steps = new TreeMap<>();
        for (int attempt = 1; attempt <= run.attempt(); attempt++) {
            CurveFile.read(plan.folder(run.id(), attempt).curveFile()).forEach(point -> steps.put(point.step(), point));
        }
        return List.copyOf(steps.values());
    }

    /** The recorded training report; none before the verdict, or where a server of another version has written it. */
    static Optional<TrainingReport> recorded(Run run) {
        try {
            return run.report().map(report -> JobJson.MAPPER.convertValue(report, TrainingReport.class));
        } catch (IllegalArgumentException e) {
            LOG.debugf(e, "%s: its training report is of another shape", run.id());
            return Optional.empty();
        }
    }

    /** The page of a run that has ended or is under way. */
    String page(Run run) throws IOException {
        JobFolder folder = plan.folder(run.id(), run.attempt());
        Optional<Job> job = folder.exists() ? Optional.of(folder.job()) : Optional.empty();
        RunFacts facts = new RunFacts(run, job);
        return new RunReport(run.id(), facts.change(), facts.ending(), facts.groups(), curve(run), facts.clip(),
                RunFindings.samples(run, folder),
                RunFindings.judged(run, folder)).html();
    }

    /** Leaves the page in the run's folder. A page that can't be written is no reason to stop. */
    void write(Run run) {
        Path file = plan.report(run.id());
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            WholeFile.replace(file, page(run));
            LOG.infof("%s: report in %s", run.id(), file);
        } catch (IOException | RuntimeException e) {
            LOG.warnf("%s: its report could not be written: %s", run.id(), e.getMessage());
            LOG.debugf(e, "report of %s", run.id());
        }
    }
}
