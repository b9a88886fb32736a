package dev.retort.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {
    @TempDir
    Path home;

    @Test
    void theFirstStartMakesSecretsThatOnlyTheirOwnerCanRead() throws IOException {
        Secrets.open(home.resolve("secrets"));

        for (String name : List.of("login-token", "signing-key")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("secrets").resolve(name))))
                    .isEqualTo("rw-------");
        }
        assertThat(home.resolve("secrets")).isDirectoryContaining("glob:**/login-token");
        assertThat(Files.list(home.resolve("secrets"))).as("no drafts left behind").hasSize(2);
    }

    @Test
    void theNextStartFindsTheSameSecrets() throws IOException {
        Secrets first = Secrets.open(home);
        Secrets second = Secrets.open(home);

        assertThat(second.loginToken()).isEqualTo(first.loginToken()).hasSize(43);
        assertThat(second.mac("purpose", "text")).isEqualTo(first.mac("purpose", "text"));
    }

    @Test
    void startsAtTheSameTimeAgree() throws Exception {
        Callable<String> start = () -> Secrets.open(home).loginToken();
        var threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<String>> tokens = threads.invokeAll(List.of(start, start, start, start, start, start, start, start));
            for (Future<String> token : tokens) {
                assertThat(token.get()).isEqualTo(tokens.get(0).get());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aSecretThatIsTooShortIsRefusedByName() throws IOException {
        Files.writeString(home.resolve("signing-key"), "secret\n");

        assertThatThrownBy(() -> Secrets.open(home)).isInstanceOf(IOException.class)
                .hasMessageContainingAll(home.resolve("signing-key").toString(), "holds 6 characters, expected at least 32");
    }

    @Test
    void aSecretThatCannotBeReadIsRefusedByName() throws IOException {
        Files.createDirectory(home.resolve("login-token"));

        assertThatThrownBy(() -> Secrets.open(home)).isInstanceOf(IOException.class)
                .hasMessageContainingAll(home.resolve("login-token").toString(), "can't be read");
    }
}
