package dev.retort.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The login token and the signing key of one installation, kept in two files that only their owner can read. */
public final class Secrets {
    private static final int BYTES = 32;
    private static final int LEAST_CHARACTERS = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String loginToken;
    private final SecretKeySpec signingKey;

    private Secrets(String loginToken, String signingKey) {
        this.loginToken = loginToken;
        this.signingKey = new SecretKeySpec(signingKey.getBytes(UTF_8), "HmacSHA256");
    }

    /**
     * Reads both secrets, making those that are not there yet. Two processes that start at once end up with the same ones.
     *
     * @throws IOException if a file can't be read or written, or is too short to be a secret; the message names the file
     */
    public static Secrets open(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            if (isPosix(folder)) {
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            }
        }
        return new Secrets(readOrMake(folder, "login-token"), readOrMake(folder, "signing-key"));
    }

    /** The token that makes its bearer agent, operator and admin. */
    public String loginToken() {
        return loginToken;
    }

    /** HMAC-SHA256 of the text; a signature made for one purpose is worth nothing for another. */
    byte[] mac(String purpose, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(signingKey);
            mac.update(purpose.getBytes(UTF_8));
            mac.update((byte) 0);
            return mac.doFinal(text.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HmacSHA256 is part of every Java platform", e);
        }
    }

    /** A secret that every process of the installation can make again; those for other purposes can't be told from it. */
    public String derived(String purpose) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(mac("derived", purpose));
    }

    /** 22 characters that nobody can guess (128 bits), fit for URLs. */
    public static String randomId() {
        return random(16);
    }

    private static String random(int bytes) {
        byte[] content = new byte[bytes];
        RANDOM.nextBytes(content);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(content);
    }

    private static String readOrMake(Path folder, String name) throws IOException {
        Path file = folder.resolve(name);
        if (Files.notExists(file)) {
            make(folder, file);
        }
        return read(file);
    }

    /** @throws IOException if it can't be read or is too short to be a secret; the message names the file */
    static String read(Path file) throws IOException {
        String secret;
        try {
            secret = Files.readString(file).strip();
        } catch (IOException e) {
            throw new IOException(file + " can't be read: " + e + "; it must be a text file readable by this user", e);
        }
        if (secret.length() < LEAST_CHARACTERS) {
            throw new IOException("%s holds %d characters, expected at least %d: put a longer secret there, or delete it to have one made"
                    .formatted(file, secret.length(), LEAST_CHARACTERS));
        }
        return secret;
    }

    /** The file appears with its whole content or not at all, and never replaces one that another process made meanwhile. */
    private static void make(Path folder, Path file) throws IOException {
        Path draft = isPosix(folder)
                ? Files.createTempFile(folder, ".secret", "",
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))
                : Files.createTempFile(folder, ".secret", "");
        try {
            Files.writeString(draft, random(BYTES) + "\n");
            Files.createLink(file, draft);
        } catch (UnsupportedOperationException e) {
            Files.move(draft, file);
        } catch (FileAlreadyExistsException e) {
            // made by another process since we looked: its secret is the one
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
