package dev.retort.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the kernel with which a model answers fastest on this machine among those that stay near enough to float32. */
public final class KernelTrials {
    private KernelTrials() {}

    /**
     * @param model loaded with the chosen kernel; the caller closes it
     * @param trials the chosen one first
     */
    public record Chosen(Gpt2 model, List<KernelTrial> trials) {
        public Kernel kernel() {
            return trials.get(0).kernel();
        }
    }

    /**
     * Loads the model with each kernel, at most three at a time, measures drift and speed, and keeps the fastest that may be used.
     *
     * @param maxDrift the most mean KL to float32, in nats
     */
    public static Chosen fastest(Path folder, Device device, double maxDrift) throws IOException {
        Gpt2 exact = Gpt2.load(folder, device, Kernel.FP32);
        Gpt2 best = exact;
        try {
            Drift drift = new Drift(exact);
            long[] exactNanos = KernelTimer.nanos(exact);
            List<KernelTrial> trials = new ArrayList<>(List.of(new KernelTrial(Kernel.FP32, 0, Optional.of(1.0), Optional.empty())));
            double fastest = 1;
            for (Kernel kernel : candidates(device)) {
                Gpt2 candidate;
                try {
                    candidate = Gpt2.load(folder, device, kernel);
                } catch (RuntimeException e) {
                    trials.add(new KernelTrial(kernel, Double.NaN, Optional.empty(), Optional.of("not on this machine")));
                    continue;
                }
                KernelTrial trial = trial(kernel, candidate, drift, exactNanos, maxDrift);
                trials.add(trial);
                if (trial.usable() && trial.speed().orElse(0.0) > fastest) {
                    fastest = trial.speed().orElseThrow();
                    if (best != exact) {
                        best.close();
                    }
                    best = candidate;
                } else {
                    candidate.close();
                }
            }
            if (best != exact) {
                exact.close();
            }
            trials.sort(Comparator.comparing(trial -> trial.usable() ? -trial.speed().orElse(0.0) : 0));
            return new Chosen(best, trials);
        } catch (IOException | RuntimeException | Error e) {
            exact.close();
            if (best != exact) {
                best.close();
            }
            throw e;
        }
    }

    private static KernelTrial trial(Kernel kernel, Gpt2 model, Drift drift, long[] exactNanos, double maxDrift) {
        try {
            double distance = drift.of(model);
            Optional<Double> speed = Optional.of(KernelTimer.speed(exactNanos, KernelTimer.nanos(model)));
            boolean near = distance <= maxDrift; // not a number is not near
            return new KernelTrial(kernel, distance, speed,
                    near ? Optional.empty() : Optional.of(String.format(Locale.ROOT, "over %.1e", maxDrift)));
        } catch (RuntimeException e) {
            return new KernelTrial(kernel, Double.NaN, Optional.empty(), Optional.of("not on this machine"));
        }
    }

    private static List<Kernel> candidates(Device device) {
        return Stream.of(Kernel.FP16, Kernel.BF16, Kernel.INT8).filter(kernel -> kernel.runsOn(device)).toList();
    }
}
