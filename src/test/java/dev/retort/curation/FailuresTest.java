package dev.retort.curation;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import java.util.concurrent.CompletionException;

import io.vertx.pgclient.PgException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailuresTest {
    @ParameterizedTest
    @CsvSource({"22021, true", "22P05, true", "23514, true", "23505, false", "57P01, false", "53300, false", "42P01, false",
            "40001, false"})
    void whatTheDatabaseRefusesAsDataIsPermanentAndAllElseIsNot(String state, boolean permanent) {
        var failure = new CompletionException(new IllegalStateException("wrapped", new PgException("refused", "ERROR", state, "")));
        assertThat(Failures.isPermanent(failure)).isEqualTo(permanent);
    }

    @Test
    void aDatabaseThatIsAwayIsTemporary() {
        assertThat(Failures.isPermanent(new CompletionException(new ConnectException("refused")))).isFalse();
    }

    @Test
    void poisonIsPermanent() {
        assertThat(Failures.isPermanent(new CompletionException(new PoisonException("no")))).isTrue();
    }
}
