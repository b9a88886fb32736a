package dev.retort.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import dev.retort.Patience;
import dev.retort.problem.Refusal;
import org.junit.jupiter.api.Test;

class PasswordsTest {
    private static final String GOOD = "correct horse battery";

    record Config(Duration invitationTtl, int passwordCost, int failuresOfName, int failuresOfAddress,
            Duration lockOut) implements AccountsConfig {
        static Config ofCost(int cost) {
            return new Config(Duration.ofDays(7), cost, 10, 50, Duration.ofMinutes(15));
        }
    }

    private static Passwords ofCost(int cost) {
        return new Passwords(Config.ofCost(cost));
    }

    @Test
    void aPasswordMatchesItsOwnHashOnly() {
        Passwords passwords = ofCost(4);
        String hash = passwords.hash(GOOD).await().indefinitely();

        assertThat(hash).startsWith("$2").doesNotContain("horse").isNotEqualTo(passwords.hash(GOOD).await().indefinitely());
        assertThat(passwords.matches(GOOD, Optional.of(hash)).await().indefinitely()).isTrue();
        assertThat(passwords.matches(GOOD + "!", Optional.of(hash)).await().indefinitely()).isFalse();
        assertThat(passwords.matches("", Optional.of(hash)).await().indefinitely()).isFalse();
    }

    @Test
    void nobodysPasswordIsNone() {
        assertThat(ofCost(4).matches("nobody's password", Optional.empty()).await().indefinitely()).isFalse();
    }

    @Test
    void whatBcryptWouldCutIsRefused() {
        assertThat(Passwords.fault("short")).hasValueSatisfying(fault -> assertThat(fault).contains("12 characters"));
        assertThat(Passwords.fault("ä".repeat(37))).hasValueSatisfying(fault -> assertThat(fault).contains("72 bytes"));
        assertThat(Passwords.fault("ä".repeat(36))).isEmpty();
        assertThat(Passwords.fault(GOOD)).isEmpty();
        Passwords passwords = ofCost(4);
        String longest = "a".repeat(72);
        String hash = passwords.hash(longest).await().indefinitely();
        assertThat(passwords.matches(longest + "b", Optional.of(hash)).await().indefinitely()).isFalse();
    }

    @Test
    void fewAreHashedAtOnce() throws InterruptedException {
        ExecutorService threads = Executors.newCachedThreadPool();
        Passwords passwords = new Passwords(Config.ofCost(4), threads);
        CountDownLatch begun = new CountDownLatch(2);
        CountDownLatch mayEnd = new CountDownLatch(1);
        Supplier<Boolean> work = () -> {
            begun.countDown();
            return waited(mayEnd);
        };
        List<CompletableFuture<Boolean>> slow = List.of(passwords.slowly(work).subscribeAsCompletionStage(),
                passwords.slowly(work).subscribeAsCompletionStage());
        begun.await();

        assertThatThrownBy(() -> passwords.hash(GOOD).await().indefinitely())
                .isInstanceOfSatisfying(Refusal.class, refusal -> assertThat(refusal.problem().status()).isEqualTo(503));

        mayEnd.countDown();
        assertThat(slow).allSatisfy(one -> assertThat(one.join()).isTrue());
        assertThat(passwords.hash(GOOD).await().indefinitely()).startsWith("$2");
        threads.shutdown();
    }

    private static boolean waited(CountDownLatch latch) {
        try {
            return latch.await(Patience.LONG.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
