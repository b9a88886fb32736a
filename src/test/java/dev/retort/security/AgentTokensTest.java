package dev.retort.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentTokensTest {
    private static final String OLAFS = "olaf".repeat(8);
    private static final String BERTAS = "bert".repeat(8);
    private static final Clock NOON = Clock.fixed(Instant.parse("2026-01-01T12:00:00Z"), ZoneOffset.UTC);

    @TempDir
    Path home;

    private Secrets secrets;

    record Config(Path secrets, Duration sessionTtl, Duration visitorTtl,
            Optional<List<String>> allowedOrigins, Optional<List<String>> trustedProxies) implements SecurityConfig {}

    private SecurityConfig config() {
        return new Config(home, Duration.ofHours(1), Duration.ofDays(1), Optional.empty(), Optional.empty());
    }

    private AgentTokens tokens(Clock clock) {
        return new AgentTokens(config(), secrets, clock);
    }

    private Path file(String name, String content) throws IOException {
        Path file = home.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    @BeforeEach
    void open() throws IOException {
        secrets = Secrets.open(home);
    }

    @Test
    void theLoginTokenIsTheAgentsAndNothingElseIs() {
        AgentTokens tokens = tokens(NOON);
        assertThat(tokens.holder(secrets.loginToken()).map(AgentTokens.Holder::identity)).contains(Identity.agent());
        assertThat(tokens.holder(secrets.loginToken() + "x")).isEmpty();
        assertThat(tokens.holder("")).isEmpty();
    }

    @Test
    void eachTokenIsAnIdentityOfItsOwn() throws IOException {
        file("agents/olaf", OLAFS + "\n");
        file("operators/berta", BERTAS);
        file("agents/.hidden", "");
        AgentTokens tokens = tokens(NOON);

        assertThat(tokens.holder(OLAFS).map(AgentTokens.Holder::identity)).contains(new Identity("agent:olaf", Set.of(Identity.AGENT)));
        assertThat(tokens.holder(BERTAS).map(AgentTokens.Holder::identity))
                .contains(new Identity("agent:berta", Set.of(Identity.AGENT, Identity.OPERATOR)));
        assertThat(tokens.holders()).hasSize(3);
    }

    @Test
    void aTokenThatIsAddedOrRemovedCountsWithoutARestart() throws IOException {
        AgentTokens tokens = new AgentTokens(config(), secrets, Clock.systemUTC());
        Path file = file("agents/olaf", OLAFS);
        assertThat(tokens.holder(OLAFS)).isPresent();
        Files.delete(file);
        Files.setLastModifiedTime(home.resolve("agents"), java.nio.file.attribute.FileTime.fromMillis(1));
        assertThat(tokens.holder(OLAFS)).isEmpty();
    }

    @Test
    void aTokenThatIsChangedInItsFileCountsAWhileLater() throws IOException {
        Path file = file("agents/olaf", OLAFS);
        var clock = new Clock() {
            private Instant now = NOON.instant();

            @Override
            public Instant instant() {
                return now;
            }

            @Override
            public java.time.ZoneId getZone() { return ZoneOffset.UTC; }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }
        };
        AgentTokens tokens = tokens(clock);
        Files.writeString(file, BERTAS);
        assertThat(tokens.holder(BERTAS)).isEmpty();
        clock.now = clock.now.plus(AgentTokens.READ_AGAIN);
        assertThat(tokens.holder(BERTAS)).isPresent();
        assertThat(tokens.holder(OLAFS)).isEmpty();

        Files.writeString(file, "short");
        clock.now = clock.now.plus(AgentTokens.READ_AGAIN);
        assertThat(tokens.holder(BERTAS)).as("what can't be used changes nothing").isPresent();
    }

    @Test
    void whatIsNoTokenStopsTheStartByName() throws IOException {
        Path file = file("agents/olaf", "secret");
        assertThatThrownBy(() -> tokens(NOON)).isInstanceOf(UncheckedIOException.class).hasMessageContainingAll(file.toString(),
                "holds 6 characters");
        Files.delete(file);
        file("agents/olaf~", OLAFS);
        assertThatThrownBy(() -> tokens(NOON)).hasMessageContaining("olaf~ is no name of an agent");
        Files.delete(home.resolve("agents/olaf~"));
        file("agents/olaf", OLAFS);
        file("operators/berta", OLAFS);
        assertThatThrownBy(() -> tokens(NOON)).hasMessageContaining("has the token of agent:olaf");
        file("operators/olaf", BERTAS);
        Files.delete(home.resolve("operators/berta"));
        assertThatThrownBy(() -> tokens(NOON)).hasMessageContaining("has the name of agent:olaf");
    }

    @Test
    void aSessionIsItsAgentsAndEndsWithTheirToken() throws IOException {
        file("agents/olaf", OLAFS);
        AgentTokens tokens = tokens(NOON);
        Sessions sessions = new Sessions(secrets, tokens, config(), NOON);
        String cookie = sessions.start(tokens.holder(OLAFS).orElseThrow());

        assertThat(sessions.read(cookie)).map(Identity::id).contains("agent:olaf");
        file("agents/olaf", BERTAS);
        assertThat(new Sessions(secrets, tokens(NOON), config(), NOON).read(cookie)).isEmpty();
    }
}
