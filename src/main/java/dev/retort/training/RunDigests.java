package dev.retort.training;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;

/** SHA-256 of runs and their files, in hexadecimal. */
final class RunDigests {
    private static final ObjectMapper JSON = new ObjectMapper().registerModule(new Jdk8Module());

    private RunDigests() {}

    static String file(Path file) throws IOException {
        MessageDigest digest = sha256();
        update(digest, file);
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Digest of all that decides a run's result: the start model's files, the hyperparameters, and every example in its place. */
    static String request(TrainingRequest request) throws IOException {
        MessageDigest digest = sha256();
        try (Stream<Path> files = Files.list(request.startFolder())) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                add(digest, String.valueOf(file.getFileName()));
                update(digest, file);
            }
        }
        add(digest, request.hyperparameters());
        TrainingData data = request.data();
        for (List<TrainingExample> examples : List.of(data.train(), data.validation(), data.replay())) {
            add(digest, examples.size());
            for (TrainingExample example : examples) {
                add(digest, example);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void add(MessageDigest digest, Object value) throws IOException {
        digest.update(JSON.writeValueAsBytes(value));
        digest.update((byte) '\n');
    }

    private static void update(MessageDigest digest, Path file) throws IOException {
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
