package dev.retort.curation;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;

import io.smallrye.mutiny.Uni;

/** The examples that there are, and where they come from. */
@Path("/api/examples")
@RolesAllowed({"agent", "operator"})
public class ExamplesResource {
    private final ExampleQueries examples;

    ExamplesResource(ExampleQueries examples) {
        this.examples = examples;
    }

    @GET
    public Uni<ExampleQueries.Page> list(@QueryParam("state") Optional<String> state, @QueryParam("source") Optional<String> source,
            @QueryParam("split") Optional<String> split, @QueryParam("run") Optional<String> run,
            @QueryParam("dataset") Optional<String> dataset, @QueryParam("exchange") Optional<String> exchange,
            @QueryParam("after") @DefaultValue("0") String after, @QueryParam("limit") @DefaultValue("50") String limit) {
        return examples.list(new ExampleQueries.Filter(
                state.map(s -> Set.of(QueryParameters.word("state", s, Example.State.values())))
                        .orElseGet(() -> EnumSet.allOf(Example.State.class)),
                source.map(s -> Set.of(QueryParameters.word("source", s, Source.values())))
                        .orElseGet(() -> EnumSet.allOf(Source.class)),
                split.map(s -> QueryParameters.word("split", s, Split.values())), run, dataset, exchange,
                QueryParameters.number("after", after, 0, Long.MAX_VALUE),
                (int) QueryParameters.number("limit", limit, 1, ExampleQueries.MOST)));
    }
}
