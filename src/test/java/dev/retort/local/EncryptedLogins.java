package dev.retort.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Base64;

/** Makes a PostgreSQL server as strict as those that are rented: a login with a password, over an encrypted connection, and a certificate of its own. */
final class EncryptedLogins {
    private static final char[] STORE = "change it".toCharArray();

    private EncryptedLogins() {}

    /** Lets only this one in, once the server has been started again. Its certificate is {@code server.crt} in the data folder. */
    static void require(Path data, int port, String user, String password) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:postgresql://127.0.0.1:%d/postgres".formatted(port), "postgres", "");
                Statement statement = connection.createStatement()) {
            statement.execute("create role \"%s\" superuser login password '%s'".formatted(user, password));
        }
        certify(data);
        Files.writeString(data.resolve("postgresql.conf"), "\nssl = on\n", UTF_8, StandardOpenOption.APPEND);
        Files.writeString(data.resolve("pg_hba.conf"), "hostssl all \"%s\" 127.0.0.1/32 scram-sha-256%n".formatted(user), UTF_8);
    }

    private static void certify(Path data) throws Exception {
        Path file = data.resolve("server.p12");
        Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-alias",
                "server", "-keyalg", "EC", "-dname", "CN=127.0.0.1", "-ext", "SAN=ip:127.0.0.1", "-validity", "30", "-keystore",
                file.toString(), "-storepass", new String(STORE)).redirectErrorStream(true).start();
        assertThat(new String(keytool.getInputStream().readAllBytes(), UTF_8)).isNotNull();
        assertThat(keytool.waitFor()).isZero();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, STORE);
        }
        Path key = data.resolve("server.key");
        Files.createFile(key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(key, pem("PRIVATE KEY", store.getKey("server", STORE).getEncoded()), UTF_8);
        Files.writeString(data.resolve("server.crt"), pem("CERTIFICATE", store.getCertificate("server").getEncoded()), UTF_8);
    }

    private static String pem(String what, byte[] encoded) {
        return "-----BEGIN %s-----%n%s%n-----END %s-----%n".formatted(what,
                Base64.getMimeEncoder(64, "\n".getBytes(UTF_8)).encodeToString(encoded), what);
    }
}
