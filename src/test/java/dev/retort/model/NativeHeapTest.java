package dev.retort.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.sun.jna.Platform;
import org.junit.jupiter.api.Test;

class NativeHeapTest {
    private static final int MIB = 1 << 20;

    /** As caches leave them: every other array is freed, so that nothing at the heap's end can be given back. */
    @Test
    void holesAreGivenBackWhileAModelIsHeld() throws IOException {
        assumeTrue(Platform.isLinux(), "only there is memory told");
        Torch.useThreads();
        try (NativeHeap held = NativeHeap.keep(); NDManager manager = NDManager.newBaseManager("PyTorch")) {
            List<NDArray> arrays = new ArrayList<>();
            for (int i = 0; i < 256; i++) {
                arrays.add(manager.zeros(new Shape(MIB / 4)));
            }
            for (int i = 0; i < arrays.size(); i += 2) {
                arrays.get(i).close();
            }
            long before = ResidentSet.kilobytes();
            NativeHeap.trim();
            assertThat(before - ResidentSet.kilobytes()).as("KiB of 128 freed MiB").isGreaterThan(100L * 1024);
        }
    }
}
