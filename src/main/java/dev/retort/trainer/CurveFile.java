package dev.retort.trainer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.retort.events.CurvePoint;

/** Updates of an attempt as they come, a JSON line each. They are all that is known of a run that does not reach its end. */
public final class CurveFile {
    private final Path file;
    private final Consumer<String> problems;
    private boolean broken;

    /** @param problems told in one line if the file can't be written; training goes on without it */
    public CurveFile(Path file, Consumer<String> problems) {
        this.file = file;
        this.problems = problems;
    }

    public void append(CurvePoint point) {
        if (broken) {
            return;
        }
        try {
            Files.writeString(file, JobJson.MAPPER.writeValueAsString(point) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            broken = true;
            problems.accept("the curve is not written any further: " + e.getMessage());
        }
    }

    /** Reads up to the first line that is not whole; nothing if there is no file. */
    public static List<CurvePoint> read(Path file) throws IOException {
        List<CurvePoint> points = new ArrayList<>();
        if (!Files.exists(file)) {
            return points;
        }
        for (String line : new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList()) {
            try {
                points.add(JobJson.MAPPER.readValue(line, CurvePoint.class));
            } catch (JsonProcessingException e) {
                break; // the trainer was killed while it wrote
            }
        }
        return points;
    }
}
