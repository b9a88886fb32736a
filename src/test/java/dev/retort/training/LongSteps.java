package dev.retort.training;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

import com.sun.jna.Function;
import com.sun.jna.Pointer;
import dev.retort.model.Device;
import dev.retort.model.Labelled;
import dev.retort.model.ModelConfig;
import dev.retort.model.Torch;
import dev.retort.model.Weights;

/** A process that trains in steps of a second or more, nearly all of it within one call into PyTorch, until it is ended. */
final class LongSteps {
    private static final int PARTS = 40;
    private static final long HALF_A_SECOND = 500_000; // microseconds

    private LongSteps() {}

    public static void main(String[] none) {
        // The C library runs what was registered first last: the process stays for a moment after PyTorch has been taken down.
        Function.getFunction("c", "__cxa_atexit")
                .invokeInt(new Object[]{Function.getFunction("c", "usleep"), Pointer.createConstant(HALF_A_SECOND), Pointer.NULL});
        Torch.start(1); // so that a step takes as long beside other work
        ModelConfig config = new ModelConfig(50, 128, 64, 4, 4, 256, 1e-5, 0);
        int[] ids = new int[config.contextLength()];
        boolean[] labels = new boolean[ids.length];
        Arrays.fill(labels, true);
        Batch part = Batch.of(Collections.nCopies(16, new Labelled(ids, labels)));
        List<Batch> step = Collections.nCopies(PARTS, part);
        try (Trainer trainer = Trainer.start(config, Weights.random(config, 1), AdamW.withDecay(0), Device.CPU)) {
            while (true) {
                trainer.step(step, 1e-3);
                System.out.println("step " + trainer.steps());
                System.out.flush();
            }
        }
    }
}
