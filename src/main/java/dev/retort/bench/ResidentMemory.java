package dev.retort.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/** Reads the memory that a process holds after the first tenth of the requests, after half and at the end. Growth shows. The figures are Linux's. */
final class ResidentMemory implements IntConsumer {
    private static final String FIELD = "VmRSS:";

    private final Path status;
    private final int requests;
    private final Consumer<String> line;
    private final Map<String, Integer> moments = new LinkedHashMap<>();
    private final Map<String, Long> bytes = Collections.synchronizedMap(new LinkedHashMap<>());

    /** @param status the process's file */
    ResidentMemory(Path status, int requests, Consumer<String> line) {
        this.status = status;
        this.requests = requests;
        this.line = line;
        moments.put("afterTenth", Math.max(1, requests / 10));
        moments.put("afterHalf", Math.max(1, requests / 2));
        moments.put("atEnd", requests);
    }

    static Path status(long process) {
        return Path.of("/proc", Long.toString(process), "status");
    }

    @Override
    public void accept(int done) {
        moments.forEach((moment, at) -> {
            if (at == done) {
                read(status).ifPresent(now -> {
                    bytes.put(moment, now);
                    line.accept("resident memory          %,8d MiB after %,d of %,d requests".formatted(now >> 20, done, requests));
                });
            }
        });
    }

    /** By moment; without those when it could not be read, since the process had ended. */
    Map<String, Long> bytes() {
        return bytes;
    }

    /** Empty if there is no such process, or its system doesn't say. */
    static OptionalLong read(Path status) {
        try {
            return Files.readAllLines(status).stream().filter(found -> found.startsWith(FIELD))
                    .mapToLong(found -> Long.parseLong(found.replaceAll("\\D", "")) << 10).findFirst(); // kB
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}
