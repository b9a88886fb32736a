package dev.retort.loop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;

import dev.retort.artifacts.Folders;
import dev.retort.curation.Learnable;
import dev.retort.model.ModelConfig;
import dev.retort.registry.ModelRegistry;
import dev.retort.registry.VersionId;
import dev.retort.settings.ModelSettings;
import dev.retort.settings.SafetySettings;
import dev.retort.trainer.Job;
import dev.retort.trainer.JobFolder;
import dev.retort.training.ChosenHyperparameters;
import dev.retort.training.Method;
import io.quarkus.runtime.Startup;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Plans the work of runs: their folders, {@code retort.home/runs/RUN/attempt-N}, and their jobs. */
@Startup // hyperparameters that can't be read are told when the program starts
@ApplicationScoped
class JobPlan {
    private static final Logger LOG = Logger.getLogger(JobPlan.class);
    private static final String CHECKPOINT = "checkpoint";

    private final Path runs;
    private final Path vectors;
    private final ModelSettings model;
    private final TrainingSettings training;
    private final ChosenHyperparameters chosen;
    private final GateSettings gate;
    private final SafetySettings safety;

    JobPlan(@ConfigProperty(name = "retort.home") Path home, ModelSettings model, TrainingSettings training, GateSettings gate,
            SafetySettings safety) {
        this.runs = home.toAbsolutePath().resolve("runs");
        this.vectors = home.toAbsolutePath().resolve("memory").resolve("vectors");
        this.model = model;
        this.training = training;
        this.chosen = TrainingSettings.chosen(training);
        this.gate = gate;
        this.safety = safety;
    }

    /** The configured method, which decides what of a data set is learned. */
    Method method() {
        return chosen.method();
    }

    /** Examples that the configured method can learn; nothing else makes a run due. */
    Learnable learnable() {
        return switch (chosen.method()) {
            case SFT -> Learnable.REPLIES;
            case DPO -> Learnable.PAIRS;
            case KTO, AUTO -> Learnable.JUDGEMENTS;
        };
    }

    JobFolder folder(String run, int attempt) {
        return new JobFolder(runs.resolve(run).resolve("attempt-" + attempt));
    }

    /** The page that people are shown of a run. */
    Path report(String run) {
        return runs.resolve(run).resolve("report.html");
    }

    /** Chooses the version that a run starts from when it is measured against the given champion. */
    VersionId start(VersionId champion, ModelRegistry registry) throws IOException {
        return training.start().of(champion, registry);
    }

    /**
     * @param corrections the number of examples that the run learns
     * @param own the shop's own contact data, which no reply invents
     */
    Job job(String run, int attempt, Path champion, Path start, int corrections, Set<String> own) throws IOException {
        return new Job(run, attempt, champion.toAbsolutePath().toString(), start.toAbsolutePath().toString(),
                runs.resolve(run).resolve(CHECKPOINT).toString(),
                training.device().orElse(model.device()),
                training.threads().orElse(Runtime.getRuntime().availableProcessors()),
                chosen.on(ModelConfig.read(start), corrections),
                TrainingSettings.mitigation(training), training.distil() && chosen.method() == Method.SFT, training.encoder(),
                Optional.of(training.vectors().orElseGet(() -> vectors.toString())),
                gate.rules(safety.replyStandards().withAllowed(own)), chosen.seed());
    }

    /** Deletes what is large and known elsewhere of an ended run; its jobs, logs and results stay. */
    void tidy(String run) {
        Path folder = runs.resolve(run);
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> large = files
                    .filter(file -> file.getFileName().toString().equals("candidate") || file.equals(folder.resolve(CHECKPOINT))).toList();
            for (Path path : large) {
                Folders.delete(path);
            }
        } catch (IOException e) {
            LOG.warnf("%s could not be tidied: %s", folder, e.getMessage());
        }
    }
}
