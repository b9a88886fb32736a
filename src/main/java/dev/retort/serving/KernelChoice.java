package dev.retort.serving;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;

import dev.retort.model.Device;
import dev.retort.model.Gpt2;
import dev.retort.model.Kernel;
import dev.retort.model.KernelTrials;
import dev.retort.settings.ModelSettings;
import org.jboss.logging.Logger;

/** Loads versions with the configured kernel, or with the one that measures best here. That one is remembered for the version on this machine. */
final class KernelChoice {
    static final String AUTO = "auto";
    private static final Logger LOG = Logger.getLogger(KernelChoice.class);

    private final Device device;
    private final Optional<Kernel> fixed;
    private final double maxDrift;
    private final KernelMemory memory;

    /** @throws IllegalArgumentException naming a setting that can't be used */
    KernelChoice(ModelSettings settings) {
        device = Device.parse(settings.device());
        fixed = fixed(settings.kernel());
        if (fixed.isPresent() && !fixed.get().runsOn(device)) {
            throw new IllegalArgumentException("kernel " + fixed.get() + " does not run on " + device + ", expected another one or auto");
        }
        maxDrift = settings.maxDrift();
        if (!(maxDrift >= 0)) {
            throw new IllegalArgumentException("retort.model.max-drift is " + maxDrift + ", expected 0 or more");
        }
        memory = new KernelMemory(settings.kernels(), device + " " + settings.threads().orElse(Runtime.getRuntime().availableProcessors()));
    }

    private static Optional<Kernel> fixed(String name) {
        if (name.strip().equalsIgnoreCase(AUTO)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Kernel.parse(name));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(e.getMessage() + " or " + AUTO, e);
        }
    }

    /** @param digest names the version's content */
    Gpt2 load(Path folder, String digest) throws IOException {
        if (fixed.isPresent()) {
            return Gpt2.load(folder, device, fixed.get());
        }
        Optional<Kernel> known = memory.recall(digest, maxDrift);
        if (known.isPresent()) {
            LOG.infof("kernel %s, as measured before", known.get());
            return Gpt2.load(folder, device, known.get());
        }
        long began = System.nanoTime();
        KernelTrials.Chosen chosen = KernelTrials.fastest(folder, device, maxDrift);
        LOG.infof("kernel %s, measured in %d ms: %s", chosen.kernel(), Duration.ofNanos(System.nanoTime() - began).toMillis(),
                chosen.trials().stream().map(Object::toString).collect(Collectors.joining(", ")));
        memory.remember(digest, maxDrift, chosen.kernel());
        return chosen.model();
    }
}
