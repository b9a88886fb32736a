package dev.retort.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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

/** Exchange ids, visitor tokens and session cookies: what this installation signed is read back, and nothing else is. */
class SealedTokensTest {
    @TempDir
    Path home;

    private Secrets secrets;

    @BeforeEach
    void open() throws IOException {
        secrets = Secrets.open(home.resolve("here"));
    }

    @Test
    void anExchangeIdSaysItsConversationTurnAndOwner() {
        ExchangeIds ids = new ExchangeIds(secrets);

        assertThat(ids.read(ids.issue("c-1", 3, "visitor-x"))).contains(new ExchangeIds.ExchangeId("c-1", 3, "visitor-x"));
        assertThat(ids.issue("c-1", 3, "visitor-x")).isNotEqualTo(ids.issue("c-1", 3, "visitor-x"));
    }

    @Test
    void noCharacterOfAnExchangeIdCanBeChanged() {
        ExchangeIds ids = new ExchangeIds(secrets);
        String id = ids.issue("c-1", 0, "visitor-x");

        for (int i = 0; i < id.length(); i++) {
            for (char other : new char[]{'A', 'B', '.', '=', '_'}) {
                String forged = id.substring(0, i) + other + id.substring(i + 1);
                assertThat(forged.equals(id) ? Optional.empty() : ids.read(forged)).as(forged).isEmpty();
            }
        }
        assertThat(ids.read("")).isEmpty();
        assertThat(ids.read("x.")).isEmpty();
        assertThat(ids.read("x..")).isEmpty();
        assertThat(ids.read(id + "A")).isEmpty();
        assertThat(ids.read("x." + "A".repeat(1_000_000))).isEmpty();
    }

    @Test
    void anotherInstallationsIdIsForeign() throws IOException {
        ExchangeIds elsewhere = new ExchangeIds(Secrets.open(home.resolve("elsewhere")));

        assertThat(new ExchangeIds(secrets).read(elsewhere.issue("c-1", 0, "visitor-x"))).isEmpty();
    }

    @Test
    void aVisitorIsKnownAgainByHisTokenAndByNothingElse() {
        Visitors visitors = new Visitors(secrets);
        String id = Visitors.newId();

        assertThat(visitors.read(visitors.token(id))).contains(new Identity(id, Set.of(Identity.CUSTOMER)));
        assertThat(visitors.read(id)).isEmpty();
        assertThat(visitors.read("v." + new Seal(secrets, "exchange").close(id))).as("sealed for another purpose").isEmpty();
    }

    @Test
    void aSessionEndsInTimeAndWithTheLoginToken() {
        Clock noon = Clock.fixed(Instant.parse("2026-01-01T12:00:00Z"), ZoneOffset.UTC);
        SecurityConfig config = new Config(home, Duration.ofHours(1), Duration.ofDays(1), Optional.empty(), Optional.empty());
        AgentTokens agents = new AgentTokens(config, secrets, noon);
        String cookie = new Sessions(secrets, agents, config, noon).start(agents.holder(secrets.loginToken()).orElseThrow());

        assertThat(sessionAt(noon, Duration.ofMinutes(59), cookie, config)).contains(Identity.agent());
        assertThat(sessionAt(noon, Duration.ofMinutes(60), cookie, config)).isEmpty();
        assertThat(new Sessions(secrets, agents, config, noon).read("agent")).isEmpty();
    }

    private Optional<Identity> sessionAt(Clock start, Duration later, String cookie, SecurityConfig config) {
        return new Sessions(secrets, new AgentTokens(config, secrets, start), config, Clock.offset(start, later)).read(cookie);
    }

    private record Config(Path secrets, Duration sessionTtl, Duration visitorTtl, Optional<List<String>> allowedOrigins,
            Optional<List<String>> trustedProxies)
            implements
                SecurityConfig {}
}
