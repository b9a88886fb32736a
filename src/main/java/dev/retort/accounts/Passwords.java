package dev.retort.accounts;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import dev.retort.problem.Problem;
import io.quarkus.elytron.security.common.BcryptUtil;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;

/** Hashes passwords, and compares them with hashes. Few at once: it is slow on purpose, and strangers ask for it. */
@Singleton
class Passwords {
    static final int LEAST_CHARACTERS = 12;
    static final int MOST_BYTES = 72; // bcrypt reads no more
    private static final int AT_ONCE = 2;

    private final int cost;
    private final Executor threads;
    private final Semaphore free = new Semaphore(AT_ONCE);
    private volatile Optional<String> nobodys = Optional.empty();

    @Inject
    Passwords(AccountsConfig config) {
        this(config, Infrastructure.getDefaultWorkerPool());
    }

    /** @param threads on which it is hashed; not those that serve requests */
    Passwords(AccountsConfig config, Executor threads) {
        this.cost = config.passwordCost();
        this.threads = threads;
    }

    /** The fault of a password that somebody chose, or nothing. */
    static Optional<String> fault(String password) {
        if (password.codePointCount(0, password.length()) < LEAST_CHARACTERS) {
            return Optional.of("password is shorter than %d characters".formatted(LEAST_CHARACTERS));
        }
        return password.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES
                ? Optional.of("password is longer than %d bytes in UTF-8".formatted(MOST_BYTES))
                : Optional.empty();
    }

    Uni<String> hash(String password) {
        return slowly(() -> BcryptUtil.bcryptHash(password, cost));
    }

    /** Whether it is the password of this hash. Without a hash it is not, which takes as long to say. */
    Uni<Boolean> matches(String password, Optional<String> hash) {
        String asked = password.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES ? "" : password;
        return slowly(() -> BcryptUtil.matches(asked, hash.orElseGet(this::nobodys)) && hash.isPresent());
    }

    /** Hash that a name is compared with that is not there: it takes as long as one that is. */
    private String nobodys() {
        String made = nobodys.orElseGet(() -> BcryptUtil.bcryptHash("nobody's password", cost));
        nobodys = Optional.of(made);
        return made;
    }

    /** Does it if few others are at it. Fails with a refusal otherwise. */
    <T> Uni<T> slowly(Supplier<T> work) {
        return Uni.createFrom().item(() -> {
            if (!free.tryAcquire()) {
                throw Problem.unavailable("others are signing in at this moment").refusal();
            }
            try {
                return work.get();
            } finally {
                free.release();
            }
        }).runSubscriptionOn(threads);
    }
}
