package dev.retort.tuning;

import java.io.IOException;
import java.nio.file.Path;

/** A process that searches until it is killed; it says each step. */
final class KilledSearch {
    private KilledSearch() {}

    public static void main(String[] folder) throws IOException {
        Search.run(TinySearch.request(Path.of(folder[0])), stand -> {
            System.out
                    .println(stand.entries().size() + " " + stand.running().flatMap(Stand.Running::progress).map(p -> p.step()).orElse(0));
            System.out.flush();
        });
    }
}
