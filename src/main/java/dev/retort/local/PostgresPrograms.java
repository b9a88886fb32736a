package dev.retort.local;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.util.LinuxUtils;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** PostgreSQL's own programs, unpacked from the archive for this platform. */
record PostgresPrograms(Path folder) {
    /** Unpacks them where that has not been done; several processes may share the folder. */
    static PostgresPrograms in(Path binaries) throws IOException {
        byte[] archive = archive();
        Path folder = Files.createDirectories(binaries.resolve("PG-" + digest(archive)));
        Path complete = folder.resolve(".exists");
        synchronized (PostgresPrograms.class) { // a file lock is one process's, whichever of its threads asks
            if (!Files.exists(complete)) {
                try (FileChannel file = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                        FileLock lock = file.lock()) {
                    if (lock.isValid() && !Files.exists(complete)) {
                        unpack(archive, folder);
                        Files.createFile(complete);
                    }
                }
            }
        }
        return new PostgresPrograms(folder);
    }

    /** One of them, ready to be started. PostgreSQL refuses to run as root, who is therefore nobody to it, where the system can do that. */
    ProcessBuilder program(String name, List<String> arguments) {
        List<String> command = new ArrayList<>(LinuxUtils.isUnshareAvailable() ? List.of("unshare", "-U") : List.of());
        command.add(folder.resolve("bin").resolve(name).toString());
        command.addAll(arguments);
        return new ProcessBuilder(command);
    }

    private static byte[] archive() throws IOException {
        String architecture = System.getProperty("os.arch");
        String system = System.getProperty("os.name");
        try (InputStream in = DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system.startsWith("Mac") ? "Darwin" : system,
                architecture.equals("amd64") ? "x86_64" : architecture)) {
            return in.readAllBytes();
        } catch (IllegalStateException none) {
            throw new IOException("no PostgreSQL comes with this program for %s on %s".formatted(system, architecture), none);
        }
    }

    /** MD5, of which the folders' names were made from the beginning: another would leave 40 MB behind in every home. */
    private static String digest(byte[] archive) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(archive));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Writes over what an unpacking that was cut off has left. */
    private static void unpack(byte[] archive, Path folder) throws IOException {
        try (var in = new TarArchiveInputStream(new XZInputStream(new ByteArrayInputStream(archive)))) {
            for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                Path file = folder.resolve(entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(file);
                    continue;
                }
                Files.createDirectories(file.getParent());
                if (entry.isSymbolicLink() || entry.isLink()) {
                    Files.deleteIfExists(file);
                    Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
                } else {
                    Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
                    if (folder.relativize(file).startsWith("bin") && !file.toFile().setExecutable(true)) {
                        throw new IOException(file + " cannot be made executable");
                    }
                }
            }
        }
    }
}
