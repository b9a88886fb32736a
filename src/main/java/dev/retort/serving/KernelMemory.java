package dev.retort.serving;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

import dev.retort.artifacts.WholeFile;
import dev.retort.model.Kernel;
import org.jboss.logging.Logger;

/** Remembers the kernel that was chosen for a version on a machine, in a file of properties. Without the file, or if it cannot be read, everything is measured anew. */
final class KernelMemory {
    private static final Logger LOG = Logger.getLogger(KernelMemory.class);
    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

    private final Optional<Path> file;
    private final String machine;

    /** @param computesOn device and threads */
    KernelMemory(Optional<Path> file, String computesOn) {
        this.file = file;
        this.machine = Integer.toHexString((System.getProperty("os.arch") + processor() + " " + computesOn).hashCode());
    }

    Optional<Kernel> recall(String digest, double maxDrift) {
        try {
            return Optional.ofNullable(read().getProperty(key(digest, maxDrift))).map(Kernel::parse);
        } catch (IOException | IllegalArgumentException e) {
            LOG.warnf("%s can't be used, the kernel is measured anew: %s", file.orElseThrow(), e.getMessage());
            return Optional.empty();
        }
    }

    void remember(String digest, double maxDrift, Kernel kernel) {
        if (file.isEmpty()) {
            return;
        }
        try {
            Properties all = readable();
            all.setProperty(key(digest, maxDrift), kernel.toString());
            Files.createDirectories(file.get().toAbsolutePath().getParent());
            var text = new StringWriter();
            all.store(text, "version, machine and bound of drift, and the kernel that was measured to be the fastest; may be deleted");
            WholeFile.replace(file.get(), text.toString());
        } catch (IOException | IllegalArgumentException e) {
            LOG.warnf("%s can't be written, so the kernel will be measured at the next start too: %s", file.get(), e.getMessage());
        }
    }

    /** The file's contents; nothing if it is spoilt, so that it is written anew. */
    private Properties readable() throws IOException {
        try {
            return read();
        } catch (IllegalArgumentException e) {
            return new Properties();
        }
    }

    private Properties read() throws IOException {
        Properties all = new Properties();
        if (file.isPresent() && Files.exists(file.get())) {
            try (Reader in = Files.newBufferedReader(file.get())) {
                all.load(in);
            }
        }
        return all;
    }

    private String key(String digest, double maxDrift) {
        return digest + " " + machine + " " + maxDrift;
    }

    /** Model and features, which decide what is fast. */
    private static String processor() {
        try (Stream<String> lines = Files.lines(PROCESSORS)) {
            return lines.filter(line -> line.startsWith("model name") || line.startsWith("flags")).distinct().toList().toString();
        } catch (IOException | java.io.UncheckedIOException e) {
            return "";
        }
    }
}
