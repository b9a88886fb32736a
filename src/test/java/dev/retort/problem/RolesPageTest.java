package dev.retort.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.retort.security.AccessRule;
import dev.retort.security.UserRole;
import org.junit.jupiter.api.Test;

/** Every route and frame has a rule, and the page of roles has the table of them. */
class RolesPageTest {
    private static final String HEAD = "| |" + UserRole.words().stream().map(" %s |"::formatted).collect(Collectors.joining())
            + "\n|---|" + "---|".repeat(UserRole.values().length) + "\n";

    /** @param what a method and path, or the type of a frame */
    private record Guarded(String what, AccessRule rule) {
        String row() {
            return "| `" + what + "` |" + Arrays.stream(UserRole.values()).map(role -> rule.allows(role.held()) ? " yes |" : " |")
                    .collect(Collectors.joining()) + "\n";
        }
    }

    @Test
    void everyRouteAndFrameSaysWhoMayUseIt() throws ClassNotFoundException {
        assertThat(guarded()).hasSizeGreaterThan(25).filteredOn(one -> !one.rule().stated()).isEmpty();
    }

    @Test
    void aRuleAsksForRolesThatThereAre() throws ClassNotFoundException {
        assertThat(guarded()).flatExtracting(one -> one.rule().roles()).isSubsetOf(UserRole.words()).contains("agent", "operator");
    }

    @Test
    void thePageHasTheTableOfThem() throws IOException, ClassNotFoundException {
        String table = HEAD + guarded().stream().map(Guarded::row).collect(Collectors.joining());

        assertThat(Files.readString(Path.of("docs", "roles.md"))).contains("\n\n" + table + "\n");
    }

    private static List<Guarded> guarded() throws ClassNotFoundException {
        Stream<Guarded> routes = Routes.resources().stream()
                .map(resource -> new Guarded(resource.toString().replace("/nothing", "/…"), resource.rule()))
                .sorted(Comparator.comparing(one -> one.what().replaceFirst("(\\S+) (\\S+)", "$2 $1")));
        Stream<Guarded> frames = Arrays.stream(Class.forName("dev.retort.chat.InFrame").getPermittedSubclasses())
                .map(frame -> new Guarded("/chat frame " + frame.getSimpleName().toLowerCase(Locale.ROOT), AccessRule.of(frame)))
                .sorted(Comparator.comparing(Guarded::what));
        return Stream.concat(routes, frames).toList();
    }
}
