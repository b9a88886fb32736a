package dev.retort.tuning;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import ai.djl.engine.EngineException;
import dev.retort.artifacts.Folders;
import dev.retort.model.ModelConfig;
import dev.retort.model.Weights;
import dev.retort.training.FineTuning;
import dev.retort.training.HeldOutLoss;
import dev.retort.training.NonFiniteLossException;
import dev.retort.training.Standing;
import dev.retort.training.TrainingRefusedException;

/** A search by successive halving. The default is trained to its end in any case, so that the gain is measured, not guessed. */
public final class Search {
    private static final int DEFAULT = 1;
    private final SearchRequest request;
    private final String digest;
    private final Path folder;
    private final Consumer<Stand> listener;
    private final HeldOutLoss heldOut;
    private final Ledger ledger;

    /**
     * Searches, or goes on with what was found before it was interrupted, to the same figures (on a CPU, bit for bit).
     *
     * @param listener is told of every step; what it throws ends the search, which can be continued later
     * @throws TrainingRefusedException if nothing is held out
     * @throws SearchFailedException if every trial failed, or another process does this very search
     */
    public static SearchReport run(SearchRequest request, Consumer<Stand> listener) throws IOException {
        String digest = request.digest();
        Path folder = Files.createDirectories(request.folder(digest));
        try (FileChannel channel = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock == null) {
                throw running(folder);
            }
            return new Search(request, digest, folder, listener).run();
        } catch (OverlappingFileLockException e) {
            throw running(folder);
        }
    }

    private static SearchFailedException running(Path folder) {
        return new SearchFailedException(folder + ": another process does this search now");
    }

    private Search(SearchRequest request, String digest, Path folder, Consumer<Stand> listener) throws IOException {
        this.request = request;
        this.digest = digest;
        this.folder = folder;
        this.listener = listener;
        this.heldOut = HeldOutLoss.of(request.model(), request.data(), request.device(), request.threads());
        Path file = folder.resolve("ledger.jsonl");
        Optional<Ledger> found = Ledger.find(file, digest);
        this.ledger = found.isPresent()
                ? found.get()
                : Ledger.begin(file, digest, heldOut.of(Weights.read(request.model(), ModelConfig.read(request.model()))),
                        request.trials());
    }

    private SearchReport run() throws IOException {
        List<Integer> ranked = IntStream.rangeClosed(1, request.trials().size()).boxed().toList();
        for (int rung = 0; rung < request.halving().rungs(); rung++) {
            ranked = climb(rung, ranked);
        }
        return new SearchReport(folder, digest, heldOut.examples(), stand(Optional.empty()));
    }

    /**
     * Measures the first of the trials in a rung. One that fails leaves its place to the next.
     *
     * @return those that were measured, the best first
     */
    private List<Integer> climb(int rung, List<Integer> ranked) throws IOException {
        int places = request.halving().entrants(rung);
        List<Integer> measured = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        for (int i = 0; i < ranked.size(); i++) {
            int trial = ranked.get(i);
            if (measured.size() < places || trial == DEFAULT) {
                List<Integer> rest = ranked.subList(i, Math.min(ranked.size(), i + Math.max(1, places - measured.size())));
                TrialOutcome outcome = outcome(trial, rung, rest);
                if (outcome instanceof TrialOutcome.Failed failed) {
                    failures.add("trial " + trial + ": " + failed.reason());
                } else {
                    measured.add(trial);
                    measured.sort(Comparator.comparingDouble((Integer t) -> loss(t, rung)).thenComparing(t -> t));
                }
            }
            tidy(rung, measured, ranked.subList(0, i + 1));
        }
        if (measured.isEmpty()) {
            throw new SearchFailedException("every trial failed; " + failures.get(0));
        }
        return measured;
    }

    private double loss(int trial, int rung) {
        return ledger.outcome(trial, rung).map(o -> o instanceof TrialOutcome.Measured m ? m.loss() : Double.NaN).orElseThrow();
    }

    private TrialOutcome outcome(int trial, int rung, List<Integer> waiting) throws IOException {
        Optional<TrialOutcome> known = ledger.outcome(trial, rung);
        if (known.isPresent()) {
            return known.get();
        }
        Optional<TrialOutcome> before = rung == 0 ? Optional.empty() : ledger.outcome(trial, rung - 1);
        TrialOutcome outcome = before.isPresent() && before.get() instanceof TrialOutcome.Measured m && m.ended()
                ? m
                : trained(trial, rung, waiting);
        ledger.add(new Entry(trial, rung, outcome));
        tell(Optional.empty(), rung, waiting.subList(1, waiting.size()));
        return outcome;
    }

    private TrialOutcome trained(int number, int rung, List<Integer> waiting) throws IOException {
        Trial trial = request.trials().get(number - 1);
        tell(Optional.of(new Stand.Running(number, rung, Optional.empty())), rung, waiting);
        try {
            Standing standing = FineTuning.until(request.request(trial, folder), request.halving().share(rung),
                    progress -> tell(Optional.of(new Stand.Running(number, rung, Optional.of(progress))), rung, waiting));
            double loss = heldOut.of(standing.kept());
            return Double.isFinite(loss)
                    ? new TrialOutcome.Measured(loss, standing.step(), standing.steps(), standing.ended(), standing.time())
                    : new TrialOutcome.Failed("held-out loss is " + loss);
        } catch (NonFiniteLossException | TrainingRefusedException e) {
            return new TrialOutcome.Failed(String.valueOf(e.getMessage()));
        } catch (EngineException e) {
            String message = String.valueOf(e.getMessage());
            if (message.contains("out of memory")) { // a smaller batch may fit
                return new TrialOutcome.Failed(message.lines().findFirst().orElse(message));
            }
            throw e;
        }
    }

    private void tell(Optional<Stand.Running> running, int rung, List<Integer> waiting) {
        Stand stand = stand(running);
        listener.accept(new Stand(stand.trials(), stand.halving(), stand.startLoss(), stand.entries(), running,
                TimeLeft.of(stand, rung, waiting)));
    }

    private Stand stand(Optional<Stand.Running> running) {
        return new Stand(request.trials(), request.halving(), ledger.startLoss(), ledger.entries(), running, Optional.empty());
    }

    /** A checkpoint has three times the weights: those of trials that can no longer go on are removed at once. */
    private void tidy(int rung, List<Integer> measured, List<Integer> seen) throws IOException {
        int next = rung + 1 < request.halving().rungs() ? request.halving().entrants(rung + 1) : 0;
        List<Integer> going = measured.subList(0, Math.min(next, measured.size()));
        for (int trial : seen) {
            if (!going.contains(trial) && (trial != DEFAULT || next == 0)) {
                Folders.delete(folder.resolve("trial-" + trial));
            }
        }
    }
}
