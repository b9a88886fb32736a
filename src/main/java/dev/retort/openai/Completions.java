package dev.retort.openai;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.security.PermitAll;
import jakarta.inject.Singleton;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;

import dev.retort.generation.GenerationRequest;
import dev.retort.model.ScoredToken;
import dev.retort.openai.CompletionShape.Echo;
import dev.retort.problem.Problem;
import dev.retort.security.Secrets;
import dev.retort.serving.Admission;
import dev.retort.serving.Lease;
import dev.retort.serving.Operation;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;

/**
 * {@code POST /v1/completions}: continues texts as they are, without the turns of a chat. With {@code echo} and {@code logprobs} it says how
 * likely the prompt itself is, on a thread of its own beside the engine.
 */
@Singleton
@Path("/v1/completions")
@PermitAll
public class Completions {
    private static final int SCORINGS = 64; // requests that may wait for the scoring thread

    private final ModelNames names;
    private final Admission admission;
    private final ChatEndings endings;
    private final SecurityIdentity security;
    private final OpenAiConfig config;
    private final Unread unread;
    private final Clock clock;
    private final ThreadPoolExecutor scoring = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(SCORINGS),
            task -> {
                Thread thread = new Thread(task, "scoring");
                thread.setDaemon(true);
                return thread;
            });

    Completions(ModelNames names, Admission admission, ChatEndings endings, SecurityIdentity security, OpenAiConfig config, Unread unread,
            Clock clock) {
        this.unread = unread;
        this.clock = clock;
        this.names = names;
        this.admission = admission;
        this.security = security;
        this.endings = endings;
        this.config = config;
    }

    @PreDestroy
    void stop() {
        scoring.shutdownNow();
    }

    @POST
    @Blocking
    public Uni<Void> complete(byte[] body, @Context RoutingContext context) {
        CompletionRequest request = CompletionRequest.read(body, config);
        Lease lease = ModelNames.orRefused(() -> names.lease(request.model()));
        boolean begun = false;
        try {
            request.parameters().check(lease.vocabularySize());
            List<int[]> prompts = request.prompts().stream().map(prompt -> tokens(prompt, request, lease)).toList();
            HttpAnswer http = new HttpAnswer(context, unread);
            Completing completing = new Completing(request, prompts, lease, http,
                    Clients.of(security, context, request.parameters().user()));
            if (request.echo() && request.parameters().likeliest() >= 0) {
                scoring.execute(completing::scoreAndBegin);
            } else {
                completing.begin(List.of());
            }
            begun = true;
            return http.end();
        } catch (RejectedExecutionException e) {
            throw Problem.unavailable(SCORINGS + " requests wait to be scored; try again in a few seconds", Duration.ofSeconds(5))
                    .refusal();
        } finally {
            if (!begun) {
                lease.close();
            }
        }
    }

    private static int[] tokens(CompletionPrompt prompt, CompletionRequest request, Lease lease) {
        int[] ids = prompt.tokens(lease.tokenizer());
        for (int id : ids) {
            if (id < 0 || id >= lease.vocabularySize()) {
                throw Problem.badRequest("prompt", "prompt has token id " + id + ", which is outside the vocabulary of "
                        + lease.vocabularySize()).refusal();
            }
        }
        int context = lease.template().contextLength();
        int most = request.needsEngine() ? context - 1 : context;
        if (ids.length > most) {
            throw PromptTooLong.refusal("prompt", "it has %d tokens, at most %d fit".formatted(ids.length, most), context);
        }
        return ids;
    }

    /** One request on its way. The lease is its own. */
    private final class Completing {
        private final CompletionRequest request;
        private final List<int[]> prompts;
        private final Lease lease;
        private final HttpAnswer http;
        private final String client;

        Completing(CompletionRequest request, List<int[]> prompts, Lease lease, HttpAnswer http, String client) {
            this.request = request;
            this.prompts = prompts;
            this.lease = lease;
            this.http = http;
            this.client = client;
        }

        void scoreAndBegin() {
            List<List<ScoredToken>> scored = new ArrayList<>();
            try {
                for (int[] prompt : prompts) {
                    if (http.isGone()) {
                        lease.close();
                        return;
                    }
                    scored.add(lease.score(prompt, request.parameters().likeliest()));
                }
            } catch (RuntimeException e) {
                http.fail(Answering.problem(e));
                lease.close();
                return;
            }
            begin(scored);
        }

        void begin(List<List<ScoredToken>> scored) {
            Parameters parameters = request.parameters();
            List<Echo> echoes = new ArrayList<>();
            List<GenerationRequest> requests = new ArrayList<>();
            List<Written> known = new ArrayList<>();
            for (int p = 0; p < prompts.size(); p++) {
                int[] prompt = prompts.get(p);
                Echo echo = echo(p, scored);
                for (int n = 0; n < parameters.choices(); n++) {
                    echoes.add(echo);
                    if (request.needsEngine()) {
                        requests.add(parameters.request(prompt, n));
                    } else {
                        known.add(written(known.size(), prompt.length, scored.isEmpty() ? List.of() : scored.get(p)));
                    }
                }
            }
            CompletionShape shape = new CompletionShape(
                    new Header("cmpl-" + Secrets.randomId(), clock.instant().getEpochSecond(), lease.version()), echoes,
                    new TokenJson(lease.tokenizer()), parameters.likeliest(), parameters.includeUsage());
            String said = String.join("\n", prompts.stream().map(lease.tokenizer()::decode).toList());
            Answering answering = new Answering(http, shape, parameters, lease, endings.completion(said),
                    prompts.stream().mapToInt(prompt -> prompt.length).sum(), config.heartbeat());
            if (request.needsEngine()) {
                answering.begin(requests, Operation.textCompletion(request.model().orElse(config.model())), admission, client);
            } else {
                answering.tell(known);
            }
        }

        private Echo echo(int p, List<List<ScoredToken>> scored) {
            int[] prompt = prompts.get(p);
            if (!request.echo()) {
                return Echo.NONE;
            }
            String text = lease.tokenizer().decode(prompt);
            return scored.isEmpty()
                    ? new Echo(text, new int[0], List.of())
                    : new Echo(text, Arrays.copyOf(prompt, 1), scored.get(p).subList(0, prompt.length - 1));
        }

        /** Nothing, or the one token that the scoring of the prompt has told already. */
        private Written written(int index, int promptTokens, List<ScoredToken> scored) {
            boolean one = request.parameters().maxTokens() == 1;
            ScoredToken next = one ? scored.get(scored.size() - 1) : new ScoredToken(0, 0, new int[0], new double[0]);
            boolean end = one && lease.tokenizer().endOfText() == next.token();
            return new Written(index, one && !end ? lease.tokenizer().decode(next.token()) : "", one ? List.of(next) : List.of(),
                    end ? "stop" : "length", promptTokens, one ? 1 : 0, Duration.ZERO, Duration.ZERO);
        }
    }
}
