package dev.retort.curation;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import dev.retort.Patience;
import dev.retort.local.StackResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

/** The API of examples and reviews: who may ask, and for what. */
@QuarkusTest
@QuarkusTestResource(StackResource.class)
class CurationAccessIT extends CurationSteps {
    @Test
    void customersSeeNeitherReviewsNorExamples() {
        for (String path : List.of("/api/reviews", "/api/examples", "/api/curation")) {
            given().get(path).then().statusCode(org.hamcrest.Matchers.oneOf(401, 403));
        }
    }

    @Test
    void wrongParametersAreNamed() {
        asAgent().get("/api/reviews?state=undecided").then().statusCode(400).contentType("application/problem+json").body("detail",
                containsString("pending, conflict, approved"));
        asAgent().get("/api/examples?limit=0").then().statusCode(400).body("detail", containsString("limit '0'"));
        asAgent().get("/api/examples?after=x").then().statusCode(400);
        review("ex-unknown", "approve", null).statusCode(404).body("detail", containsString("ex-unknown"));
        asAgent().contentType("application/json").body("{}").post("/api/reviews").then().statusCode(400);
        asAgent().contentType("application/json").body("{\"exampleId\": \"x\", \"decision\": \"perhaps\"}").post("/api/reviews").then()
                .statusCode(400)
                .body("detail", containsString("approve, dismiss"));
        asAgent().contentType("application/json").body("{nonsense").post("/api/reviews").then().statusCode(400);
        asAgent().contentType("application/json").body("{\"exampleId\": \"x\", \"decision\": \"approve\", \"betterReply\": \"\\u0000\"}")
                .post("/api/reviews").then().statusCode(400);
    }

    @Test
    void listsHavePages() {
        store.importExamples(IntStream.range(0, 3).mapToObj(i -> domain(question(), "Yes.", Optional.empty())).toList()).await()
                .atMost(Patience.LONG);
        var first = asAgent().get("/api/examples?source=domain&limit=2").then().statusCode(200).extract().jsonPath();
        assertThat(first.getList("items")).hasSize(2);
        var second = asAgent().get("/api/examples?source=domain&limit=2&after=" + first.getLong("next")).then().statusCode(200).extract()
                .jsonPath();
        assertThat(second.getList("items.exampleId")).isNotEmpty().doesNotContainAnyElementsOf(first.getList("items.exampleId"));
    }
}
