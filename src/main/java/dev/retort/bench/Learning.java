package dev.retort.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import dev.retort.model.Device;
import dev.retort.training.Compute;
import dev.retort.training.LearningSpeed;
import dev.retort.training.Lora;

/** Training on rows of a file: what another program that learns the same rows can be held against. */
public final class Learning {
    private static final int ROWS = 4;

    private Learning() {}

    /**
     * @param train JSON lines of token ids
     * @param heldOut rows of the same form, whose loss is told
     */
    public static Map<String, Object> measure(Path folder, Path train, Path heldOut, Optional<Lora> lora, Compute compute, Device device)
            throws IOException {
        LearningSpeed speed = LearningSpeed.measure(folder, TokenRows.read(train), TokenRows.read(heldOut), ROWS, lora, compute, device);
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("learns", lora.map(adapter -> "lora of rank " + adapter.rank()).orElse("all weights"));
        figures.put("matrices", compute.matrices().name());
        figures.put("recompute", compute.recompute());
        figures.put("steps", speed.steps());
        figures.put("tokensPerSecond", speed.tokensPerSecond());
        figures.put("fastestStep", speed.fastestStep());
        figures.put("heldOutLoss", speed.heldOutLoss());
        peakMegabytes().ifPresent(peak -> figures.put("peakMegabytes", peak));
        return figures;
    }

    /** The most memory that this process has held, where the system tells. */
    private static Optional<Long> peakMegabytes() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return Optional.empty();
        }
        return Files.readAllLines(status).stream().filter(line -> line.startsWith("VmHWM:"))
                .map(line -> Long.parseLong(line.replaceAll("\\D+", "")) / 1000).findFirst();
    }
}
