package dev.retort.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

/** The pages that tell of HTTP leave nothing out and tell of nothing that is not there. */
class ApiPageTest {
    private static final Pattern TOLD = Pattern.compile("(GET|POST|PUT|PATCH|DELETE) (/(?:api|login)[^\\s`?]*)");

    @Test
    void thePageOfTheApiHasEveryRoute() throws IOException {
        Set<String> told = new TreeSet<>();
        TOLD.matcher(Files.readString(Path.of("docs", "api.md"))).results()
                .forEach(route -> told.add(route.group(1) + " " + route.group(2).replaceAll("\\{[^}]*}", "nothing")));
        Set<String> served = new TreeSet<>();
        Routes.resources().stream().map(Routes.Resource::toString).filter(route -> !route.contains(" /v1/")).forEach(served::add);

        assertThat(told).isEqualTo(served);
    }
}
