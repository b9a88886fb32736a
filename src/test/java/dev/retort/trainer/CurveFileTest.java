package dev.retort.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.retort.events.CurvePoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

public class CurveFileTest {
    @TempDir
    Path folder;

    public static CurvePoint point(int step, double loss) {
        return new CurvePoint(step, step / 4.0, loss, step % 4 == 0 ? Optional.of(loss + 1) : Optional.empty(), 1e-4, 0.5, 100,
                Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty());
    }

    @Test
    void whatWasWrittenComesBackUpToALineThatWasCutOff() throws Exception {
        Path path = folder.resolve("curve.jsonl");
        CurveFile file = new CurveFile(path, problem -> {
            throw new AssertionError(problem);
        });
        file.append(point(1, 3));
        file.append(point(4, 2));
        Files.writeString(path, "{\"step\":5,\"ep", StandardOpenOption.APPEND);
        assertThat(CurveFile.read(path)).containsExactly(point(1, 3), point(4, 2));
        assertThat(CurveFile.read(folder.resolve("none"))).isEmpty();
    }

    @Test
    void aFileThatCannotBeWrittenIsToldOnceAndNothingStops() {
        List<String> problems = new ArrayList<>();
        CurveFile file = new CurveFile(folder.resolve("no/such/folder"), problems::add);
        file.append(point(1, 3));
        file.append(point(2, 3));
        assertThat(problems).hasSize(1);
    }
}
