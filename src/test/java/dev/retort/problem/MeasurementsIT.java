package dev.retort.problem;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.retort.Patience;
import dev.retort.local.StackResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page of measurements, as Prometheus reads it. */
@QuarkusTest
@QuarkusTestResource(StackResource.class)
class MeasurementsIT {
    private static final Pattern FAMILY = Pattern.compile("(?m)^# HELP (\\S+) ?(.*)$");
    private static final Pattern SAMPLE = Pattern.compile("(?m)^([a-zA-Z_:][\\w:]*)(?:\\{([^}]*)})? ");
    private static final Pattern TOLD = Pattern.compile("`((?:retort|gen_ai)_[a-z_]+)`");

    private static String scraped() {
        return given().accept("text/plain").get("/q/metrics").then().statusCode(200).extract().asString();
    }

    private static Set<String> families() {
        return FAMILY.matcher(scraped()).results().map(match -> match.group(1)).collect(Collectors.toCollection(TreeSet::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"*/*", "text/plain", "text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
            "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
            "text/html,application/xhtml+xml,*/*;q=0.8"})
    void itIsServedInTheFormsThatAreMade(String accept) {
        assertThat(given().header("Accept", accept).get("/q/metrics").then().statusCode(200).extract().asString())
                .contains("retort_serving_");
    }

    @Test
    void everyFamilySaysWhatItMeasures() {
        Set<String> wordless = FAMILY.matcher(scraped()).results().filter(match -> match.group(2).isBlank()).map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(wordless).isEmpty();
        assertThat(families()).isNotEmpty();
    }

    @Test
    void noNameIsMadeUpForOneThatCannotBe() {
        assertThat(SAMPLE.matcher(scraped()).results().map(MatchResult::group).filter(sample -> sample.contains("m__")).toList()).isEmpty();
    }

    @Test
    void countersAreThereBeforeAnythingIsCounted() {
        assertThat(scraped()).contains("retort_serving_refused_total{reason=\"full\"", "retort_serving_refused_total{reason=\"share\"",
                "retort_curation_events_total{topic=\"retort.exchanges\"", "retort_curation_events_total{topic=\"retort.feedback\"",
                "retort_curation_dead_letters_total{topic=\"retort.exchanges\"",
                "retort_curation_dead_letters_total{topic=\"retort.feedback\"", "retort_replies_unsafe_total{rule=\"nonsense\"");
    }

    @Test
    void thePagesNameWhatIsThere() throws IOException {
        String chat = "{\"max_tokens\":4,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
        Patience.await().until(
                () -> given().contentType("application/json").body(chat).post("/v1/chat/completions").statusCode() == 200);
        Set<String> told = TOLD.matcher(Files.readString(Path.of("docs", "openai.md"))).results().map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(told).hasSizeGreaterThan(8);
        Set<String> samples = SAMPLE.matcher(scraped()).results().map(match -> match.group(1).replaceFirst("_(count|sum|bucket|max)$", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(samples).containsAll(told);
        assertThat(samples.stream().filter(name -> name.matches("(retort_serving|gen_ai)_.*")).toList()).isSubsetOf(told);
    }
}
