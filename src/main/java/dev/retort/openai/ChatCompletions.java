package dev.retort.openai;

import java.time.Clock;
import java.util.List;
import java.util.stream.IntStream;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;

import dev.retort.events.EventsConfig;
import dev.retort.generation.GenerationRequest;
import dev.retort.model.Prompt;
import dev.retort.model.TurnTooLongException;
import dev.retort.remembering.LiveMemory;
import dev.retort.remembering.Saying;
import dev.retort.security.ExchangeIds;
import dev.retort.security.Identity;
import dev.retort.security.Secrets;
import dev.retort.security.Visitors;
import dev.retort.serving.Admission;
import dev.retort.serving.Lease;
import dev.retort.serving.Operation;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;

/** {@code POST /v1/chat/completions}. The answer's id is an exchange id, which takes feedback. */
@Path("/v1/chat/completions")
@PermitAll
public class ChatCompletions {
    private static final int LONGEST = 100_000; // what an event may hold

    private final ModelNames names;
    private final Admission admission;
    private final ChatEndings endings;
    private final LiveMemory memory;
    private final ExchangeIds exchangeIds;
    private final Visitors visitors;
    private final SecurityIdentity security;
    private final OpenAiConfig config;
    private final EventsConfig events;
    private final Unread unread;
    private final Clock clock;

    ChatCompletions(ModelNames names, Admission admission, ChatEndings endings, LiveMemory memory, ExchangeIds exchangeIds,
            Visitors visitors, SecurityIdentity security, OpenAiConfig config, EventsConfig events, Unread unread, Clock clock) {
        this.unread = unread;
        this.events = events;
        this.clock = clock;
        this.names = names;
        this.admission = admission;
        this.endings = endings;
        this.memory = memory;
        this.exchangeIds = exchangeIds;
        this.visitors = visitors;
        this.security = security;
        this.config = config;
    }

    @POST
    @Blocking
    public Uni<Void> complete(byte[] body, @Context RoutingContext context) {
        ChatRequest request = ChatRequest.read(body, config);
        Identity owner = Identity.of(security);
        Lease lease = ModelNames.orRefused(() -> names.lease(request.model()));
        boolean begun = false;
        try {
            Parameters parameters = request.parameters();
            parameters.check(lease.vocabularySize());
            Prompt prompt = prompt(request, lease);
            Told told = Told.of(request.turns(), events.maxRecord().asLongValue());
            List<String> conversations = IntStream.range(0, parameters.choices()).mapToObj(i -> "c-" + Secrets.randomId()).toList();
            List<String> ids = conversations.stream().map(id -> exchangeIds.issue(id, told.before(), owner.id())).toList();
            List<Saying> sayings = memory.ask(told.turns(), request.memory(), parameters.choices());
            ChatEndings.Chat chat = new ChatEndings.Chat(told, conversations, ids, owner.id(), lease.version(), parameters, sayings);
            HttpAnswer http = new HttpAnswer(context, unread);
            if (Visitors.isNew(security)) {
                http.header(Visitors.TOKEN_HEADER, visitors.token(owner.id()));
            }
            ChatShape shape = new ChatShape(new Header(ids.get(0), clock.instant().getEpochSecond(), lease.version()), ids,
                    new TokenJson(lease.tokenizer()), parameters.likeliest() >= 0, parameters.includeUsage());
            Answering answering = new Answering(http, shape, parameters, lease, endings.chat(chat, http), prompt.ids().length,
                    config.heartbeat());
            List<GenerationRequest> requests = IntStream.range(0, parameters.choices())
                    .mapToObj(i -> parameters.request(prompt.ids(), i)).toList();
            begun = true;
            answering.begin(requests, Operation.chat(request.model().orElse(config.model())), admission,
                    Clients.of(security, context, parameters.user()));
            return http.end();
        } finally {
            if (!begun) {
                lease.close();
            }
        }
    }

    /** Room for the reply, but never more than half of the context: what was said counts too. */
    private static Prompt prompt(ChatRequest request, Lease lease) {
        int context = lease.template().contextLength();
        int reserve = Math.min(request.parameters().maxTokens(), context / 2);
        for (int i = 0; i < request.turns().size(); i++) {
            int length = request.turns().get(i).content().length();
            if (length > LONGEST) {
                String field = "messages[" + i + "].content";
                throw PromptTooLong.refusal(field, "%s has %d characters, at most %d are allowed".formatted(field, length, LONGEST),
                        context);
            }
        }
        try {
            return lease.template().prompt(request.turns(), reserve);
        } catch (TurnTooLongException e) {
            throw PromptTooLong.refusal("messages",
                    "the last message has %d tokens with its end, at most %d fit beside the reply".formatted(e.length(), e.limit()),
                    context);
        }
    }
}
