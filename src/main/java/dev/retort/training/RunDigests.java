package dev.retort.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.retort.digest.Sha256;

/** Digests of runs and their files, in hexadecimal. */
final class RunDigests {
    private static final ObjectMapper JSON = new ObjectMapper().registerModule(new Jdk8Module());

    private RunDigests() {}

    static String file(Path file) throws IOException {
        return Sha256.hex(file);
    }

    /** Digest of all that decides a run's result: the start model's files, the hyperparameters, and every example in its place. */
    static String request(TrainingRequest request) throws IOException {
        Sha256 digest = new Sha256();
        try (Stream<Path> files = Files.list(request.startFolder())) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                add(digest, String.valueOf(file.getFileName()));
                digest.add(file);
            }
        }
        add(digest, request.hyperparameters());
        TrainingData data = request.data();
        for (List<TrainingExample> examples : List.of(data.train(), data.validation(), data.replay(), data.mined())) {
            add(digest, examples.size());
            for (TrainingExample example : examples) {
                add(digest, example);
            }
        }
        return digest.hex();
    }

    private static void add(Sha256 digest, Object value) throws IOException {
        digest.add(JSON.writeValueAsBytes(value)).add("\n");
    }
}
