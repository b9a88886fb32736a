package dev.retort.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.retort.client.Api;
import dev.retort.dataset.Dataset;
import dev.retort.evaluation.Accepted;
import dev.retort.evaluation.Comparison;
import dev.retort.evaluation.Gate;
import dev.retort.evaluation.GateExample;
import dev.retort.evaluation.GateRules;
import dev.retort.evaluation.GateSet;
import dev.retort.evaluation.Inconclusive;
import dev.retort.evaluation.Rejected;
import dev.retort.evaluation.Trained;
import dev.retort.evaluation.Verdict;
import dev.retort.events.VersionName;
import dev.retort.lines.VersionNames;
import dev.retort.local.Home;
import dev.retort.meaning.Encoder;
import dev.retort.meaning.SharedEncoder;
import dev.retort.model.Device;
import dev.retort.model.Gpt2;
import dev.retort.model.Kernel;
import dev.retort.model.Torch;
import dev.retort.registry.Manifest;
import dev.retort.registry.ModelRegistry;
import dev.retort.registry.VersionId;
import dev.retort.terminal.Terminal;
import dev.retort.time.Stopwatch;
import dev.retort.training.TrainingExample;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "promote", sortOptions = false, description = {
        "Puts a version that retort train made into service on the running server, through the gate: it is measured against the version that serves,",
        "on the part of its data set that it was not trained on. Each reply there counts as a correction."}, footer = {"",
                "Exit codes: 0 it serves; 1 it failed; 2 the input or the usage was wrong; 3 rejected by the gate, 4 inconclusive: nothing has changed."})
final class PromoteCommand implements Callable<Integer> {
    private static final long SEED = 1;
    private static final Duration TAKES_OVER = Duration.ofMinutes(2);
    private static final Duration LOOK = Duration.ofMillis(200);

    private final Terminal terminal;

    @Parameters(paramLabel = "VERSION", description = "The version by one of its names: desk:1, v-0123456789ab or the beginning of that; a number for one that has served.")
    String version = "";

    @Option(names = "--dataset", paramLabel = "NAME", description = "Data set to measure on; default: the one that the version was trained on.")
    Optional<String> dataset = Optional.empty();

    @Option(names = "--force", paramLabel = "REASON", description = "Without the gate, because of this, which is kept and shown by /api/models.")
    Optional<String> force = Optional.empty();

    @Option(names = "--url", paramLabel = "URL", description = "The server; default: the one that runs on this home.")
    Optional<URI> url = Optional.empty();

    @Option(names = "--token", paramLabel = "TOKEN", description = "The operator's token; default: this home's.")
    Optional<String> token = Optional.empty();

    @Option(names = "--device", paramLabel = "DEVICE", defaultValue = "cpu", description = "Where to measure: cpu, or cuda:0 and so on (default: ${DEFAULT-VALUE}).")
    String device = "cpu";

    PromoteCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        Home home = Home.configured();
        if (force.isPresent() && force.get().isBlank()) {
            throw new BadInputException("--force: a reason is missing; it is kept for whoever asks later");
        }
        if (!VersionNames.isName(version)) {
            throw new BadInputException("'%s' is not a version (%s)%s".formatted(version, ModelChoice.NAMES,
                    Files.isDirectory(Path.of(version)) ? "; RETORT_MODEL starts a server from a folder" : ""));
        }
        Api server = new Api(HttpClient.newHttpClient(), RunningServer.find(url, token));
        JsonNode models = server.get("api/models");
        VersionNames names = HomeVersions.names(home, Optional.of(models));
        ModelChoice candidate = ModelChoice.of(home, version, names);
        VersionId id = candidate.version().orElseThrow();
        String champion = models.path("champion").path("version").asText();
        VersionName now = new VersionName(models.path("epoch").asLong(), champion);
        if (champion.equals(id.value())) {
            terminal.say("%s serves already".formatted(terminal.bold(now.toString())));
            return Retort.OK;
        }
        Optional<Verdict> verdict = force.isPresent() ? Optional.empty() : Optional.of(judge(home, candidate, id, champion));
        if (verdict.isPresent() && !(verdict.get() instanceof Accepted)) {
            boolean rejected = verdict.get() instanceof Rejected;
            terminal.error("%s goes on serving: %s is %s: %s".formatted(now, candidate.name(), rejected ? "rejected" : "inconclusive",
                    verdict.get().summary()));
            terminal.error("to promote it all the same: retort promote %s --force \"why\"".formatted(names.trained(id).orElse(id.value())));
            return rejected ? EvaluateCommand.REJECTED : EvaluateCommand.INCONCLUSIVE;
        }
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("version", id.value())
                .put("reason", force.orElseGet(() -> verdict.orElseThrow().summary())).put("forced", force.isPresent());
        server.post("api/models/promote", body);
        return serves(server, candidate, now);
    }

    private int serves(Api server, ModelChoice candidate, VersionName before) throws IOException, InterruptedException {
        String id = candidate.key();
        var waited = new Stopwatch();
        JsonNode here = server.get("api/models").path("here");
        while (!here.path("serving").path("version").asText().equals(id) && !waited.isPast(TAKES_OVER)) {
            Thread.sleep(LOOK.toMillis());
            here = server.get("api/models").path("here");
        }
        if (!here.path("serving").path("version").asText().equals(id)) {
            terminal.error("%s is champion, but does not serve yet: %s".formatted(candidate.name(),
                    here.path("lastFailure").path("reason").asText("it is still being loaded")));
            return Retort.FAILED;
        }
        terminal.say("%s serves as %s; %s served before".formatted(candidate.name(),
                terminal.bold("version " + here.path("serving").path("epoch").asLong()), before));
        return Retort.OK;
    }

    private Verdict judge(Home home, ModelChoice candidate, VersionId id, String champion) throws IOException, BadInputException {
        GateSet set = gateSet(home, id);
        GateRules rules = TrainingConfiguration.gate(home);
        if (set.corrections().size() < rules.minCorrections()) { // nothing that is measured could change that
            return new Inconclusive("%d replies were held back to judge by, at least %d needed".formatted(set.corrections().size(),
                    rules.minCorrections()), List.of());
        }
        Torch.useThreads();
        Optional<SharedEncoder> encoder = TrainingConfiguration.encoder(home, line -> terminal.say(terminal.faint(line)));
        try (Gpt2 now = load(ModelChoice.of(home, champion)); Gpt2 next = load(candidate)) {
            Comparison compared = Gate.compare(now, next, set, rules, encoder.map(Encoder.class::cast), SEED,
                    line -> terminal.say(terminal.faint(line)));
            new EvaluationTables(terminal).tell(compared.verdict());
            return compared.verdict();
        } catch (IllegalArgumentException e) {
            throw new BadInputException("%s; --force promotes it without the gate".formatted(Retort.oneLine(e)));
        } finally {
            encoder.ifPresent(SharedEncoder::end);
        }
    }

    private Gpt2 load(ModelChoice choice) throws IOException {
        return Gpt2.load(choice.folder(), Device.parse(device), Kernel.FP32);
    }

    /** All replies that were held back count as what should be said from now on. */
    private GateSet gateSet(Home home, VersionId id) throws IOException, BadInputException {
        Dataset found = Dataset.find(home, dataset.isPresent() ? dataset.get() : trainedOn(home, id));
        GateSet heldBack = found.gate();
        List<GateExample> replies = Stream.concat(heldBack.corrections().stream(), heldBack.domain().stream()).toList();
        List<String> trained = found.training().train().stream().map(TrainingExample::reply).toList();
        return new GateSet(replies, List.of(), heldBack.biasProbes(), new Trained(List.of(), trained)).withFlags(heldBack.flags());
    }

    private static String trainedOn(Home home, VersionId id) throws IOException, BadInputException {
        Manifest manifest = new ModelRegistry(ModelChoice.store(home)).read(id);
        Optional<String> name = Optional.ofNullable(manifest.hyperparameters().get("dataset")).map(String::valueOf);
        Optional<String> digest = manifest.datasetDigest().map(text -> text.replace("sha256:", "")).filter(text -> text.length() >= 12);
        if (name.isEmpty() || digest.isEmpty()) {
            throw new BadInputException(
                    "%s was not trained on a data set of this home: --dataset names one to measure on, --force promotes it without"
                            .formatted(id));
        }
        return name.get() + "@" + digest.get().substring(0, 12);
    }
}
