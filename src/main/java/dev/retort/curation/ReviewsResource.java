package dev.retort.curation;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

/** The queue of what people must look at before it is learned, and their decisions. */
@Path("/api/reviews")
@RolesAllowed({"agent", "operator"})
public class ReviewsResource {
    private static final int LONGEST_TEXT = 100_000;

    private final ExampleQueries examples;
    private final Reviews reviews;
    private final SecurityIdentity identity;

    ReviewsResource(ExampleQueries examples, Reviews reviews, SecurityIdentity identity) {
        this.examples = examples;
        this.reviews = reviews;
        this.identity = identity;
    }

    /** A request as it comes in. Anything may be missing. */
    public record ReviewRequest(@Nullable String exampleId, @Nullable String decision, @Nullable String betterReply,
            @Nullable String comment) {}

    /** The oldest first; {@code state=pending}, the default, shows what is to be decided, conflicts included. */
    @GET
    public Uni<ExampleQueries.Page> list(@QueryParam("state") @DefaultValue("pending") String state,
            @QueryParam("source") Optional<String> source,
            @QueryParam("after") @DefaultValue("0") String after, @QueryParam("limit") @DefaultValue("50") String limit) {
        Example.State asked = QueryParameters.word("state", state, Example.State.values());
        return examples.list(new ExampleQueries.Filter(
                asked == Example.State.PENDING ? EnumSet.of(Example.State.PENDING, Example.State.CONFLICT) : EnumSet.of(asked),
                source.map(s -> Set.of(QueryParameters.word("source", s, Source.values())))
                        .orElseGet(() -> EnumSet.complementOf(EnumSet.of(Source.DOMAIN))),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                QueryParameters.number("after", after, 0, Long.MAX_VALUE),
                (int) QueryParameters.number("limit", limit, 1, ExampleQueries.MOST)));
    }

    @POST
    public Uni<ExampleView> decide(@Nullable ReviewRequest request) {
        if (request == null || request.exampleId() == null || request.decision() == null) {
            throw QueryParameters
                    .bad("expected {\"exampleId\": …, \"decision\": \"approve\" or \"dismiss\", \"betterReply\"?: …, \"comment\"?: …}");
        }
        return reviews.decide(new Reviews.Review(text("exampleId", request.exampleId()),
                QueryParameters.word("decision", request.decision(), Reviews.Decision.values()),
                Optional.ofNullable(request.betterReply()).map(t -> text("betterReply", t)),
                Optional.ofNullable(request.comment()).map(t -> t.isBlank() ? "" : text("comment", t)), identity.getPrincipal().getName()));
    }

    private static String text(String field, String text) {
        if (text.isBlank()) {
            throw QueryParameters.bad(field + " is empty");
        }
        if (text.length() > LONGEST_TEXT) {
            throw QueryParameters.bad(field + " has " + text.length() + " characters, at most " + LONGEST_TEXT + " are allowed");
        }
        if (text.codePoints().anyMatch(c -> c == 0 || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
            throw QueryParameters.bad(field + " holds U+0000 or a lone surrogate, which cannot be stored");
        }
        return text;
    }
}
