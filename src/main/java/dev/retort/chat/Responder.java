package dev.retort.chat;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executor;

import jakarta.inject.Singleton;

import dev.retort.events.ExchangeEvent;
import dev.retort.events.ModelRef;
import dev.retort.generation.Completion;
import dev.retort.generation.EngineClosedException;
import dev.retort.generation.FinishReason;
import dev.retort.generation.GenerationListener;
import dev.retort.generation.GenerationRequest;
import dev.retort.generation.Sampling;
import dev.retort.model.Prompt;
import dev.retort.model.Turn;
import dev.retort.model.TurnTooLongException;
import dev.retort.problem.Problem;
import dev.retort.remembering.LiveMemory;
import dev.retort.remembering.Saying;
import dev.retort.security.ExchangeIds;
import dev.retort.serving.Admission;
import dev.retort.serving.Admitted;
import dev.retort.serving.Lease;
import dev.retort.serving.LiveModel;
import dev.retort.serving.NotReadyException;
import dev.retort.serving.Operation;
import dev.retort.serving.OverdueException;
import dev.retort.serving.ReplyCheck;
import dev.retort.serving.ServedVersion;
import dev.retort.serving.Work;
import io.opentelemetry.context.Context;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import org.jboss.logging.Logger;

/** Has messages answered by the version that serves, and tells Kafka of every exchange before it tells the client that it is done. */
@Singleton
class Responder {
    private static final Logger LOG = Logger.getLogger(Responder.class);

    private final Conversations conversations;
    private final LiveModel live;
    private final Admission admission;
    private final ChatStop stop;
    private final ExchangeLog log;
    private final ExchangeIds exchangeIds;
    private final ReplyCheck check;
    private final LiveMemory memory;
    private final Clock clock;
    /** Never the engine's thread: closing a lease may end the engine. What they do belongs to the reply's trace. */
    private final Executor workers = Context.taskWrapping(Infrastructure.getDefaultWorkerPool());

    Responder(Conversations conversations, LiveModel live, Admission admission, ExchangeLog log, ExchangeIds exchangeIds, ChatStop stop,
            ReplyCheck check, LiveMemory memory, Clock clock) {
        this.conversations = conversations;
        this.stop = stop;
        this.live = live;
        this.admission = admission;
        this.log = log;
        this.exchangeIds = exchangeIds;
        this.check = check;
        this.memory = memory;
        this.clock = clock;
    }

    /** Answers, refuses, or says again what was answered before. Returns when the engine has the message. */
    void answer(Conversation conversation, InFrame.Message message, Outbox sender) {
        if (stop.hasBegun()) {
            sender.refuse(Problem.unavailable("the server stops; reconnect and send it again"), message.id());
            return;
        }
        Conversation.Receipt answer = conversation.admit(message, clock.instant());
        if (answer instanceof Conversation.Receipt.Refused refused) {
            sender.refuse(refused.problem(), message.id());
        } else if (answer instanceof Conversation.Receipt.AnsweredBefore before) {
            repeat(before.exchange(), sender);
        } else if (answer instanceof Conversation.Receipt.Begin begin) {
            try {
                begin(conversation, message, begin);
            } catch (RuntimeException e) {
                conversation.abandon(problem(e), clock.instant());
            }
        }
    }

    private static void repeat(Exchange exchange, Outbox sender) {
        exchange.ending().ifPresent(ending -> {
            sender.send(new OutFrame.ResponseCreated(exchange.id(), exchange.messageId(), ending.model(), ending.modelChanged()));
            if (!exchange.reply().isEmpty()) {
                sender.send(new OutFrame.Delta(exchange.id(), 0, exchange.reply()));
            }
            sender.send(done(exchange, ending));
        });
    }

    private void begin(Conversation conversation, InFrame.Message message, Conversation.Receipt.Begin begin) {
        Optional<ServedVersion> previous = begin.previousModel();
        Lease lease = previous.map(ServedVersion::version).map(live::lease).orElseGet(live::lease);
        boolean submitted = false;
        try {
            List<Turn> turns = new ArrayList<>(begin.history());
            turns.add(Turn.user(message.text()));
            Prompt prompt = lease.template().prompt(recent(turns, lease), reserve(message, lease));
            boolean changed = previous.filter(model -> !model.version().equals(lease.version().version())).isPresent();
            String exchangeId = exchangeIds.issue(conversation.id(), begin.turn(), conversation.owner());
            Reply reply = new Reply(new OutFrame.ResponseCreated(exchangeId, message.id(), lease.version(), changed), message.text());
            Writing writing = new Writing(conversation, reply, lease, turns, message, begin.turn(), memory.ask(turns, message.memory()));
            Work work = new Work(new GenerationRequest(prompt.ids(), message.sampling(), message.maxTokens()), writing,
                    Operation.chat(lease.version().version()));
            Admitted admitted = admission.submit(lease, conversation.owner(), List.of(work));
            if (admitted instanceof Admitted.Taken taken) {
                submitted = true;
                conversation.begin(reply);
                writing.open();
                reply.isWrittenBy(taken.handles().get(0));
            } else if (admitted instanceof Admitted.Refused refused) {
                conversation.abandon(problem(refused), clock.instant());
            }
        } finally {
            if (!submitted) {
                lease.close();
            }
        }
    }

    /** Every turn has a token at least, so that more turns than this never fit. */
    private static List<Turn> recent(List<Turn> turns, Lease lease) {
        return turns.subList(Math.max(0, turns.size() - lease.template().contextLength()), turns.size());
    }

    /** Room for the reply, but never more than half of the context: what was said counts too. */
    private static int reserve(InFrame.Message message, Lease lease) {
        return Math.min(message.maxTokens(), lease.template().contextLength() / 2);
    }

    private static Problem problem(Admitted.Refused refused) {
        String detail = "%s; try again in %d seconds".formatted(refused.reason(), refused.retryAfter().toSeconds());
        return refused.overShare()
                ? Problem.tooMany(detail, refused.retryAfter())
                : Problem.unavailable(detail, refused.retryAfter());
    }

    private static Problem problem(Throwable failure) {
        if (failure instanceof TurnTooLongException tooLong) {
            return Problem.tooLong(
                    "field text has %d tokens with its end, at most %d fit beside the reply".formatted(tooLong.length(), tooLong.limit()));
        }
        if (failure instanceof NotReadyException || failure instanceof OverdueException || failure instanceof EngineClosedException) {
            return Problem.unavailable(failure.getMessage() + "; try again in a few seconds");
        }
        LOG.error("a message could not be answered", failure);
        return Problem.broken("the reply could not be written: " + failure.getClass().getSimpleName());
    }

    private static OutFrame done(Exchange exchange, Exchange.Ending ending) {
        return new OutFrame.ResponseDone(exchange.id(), exchange.messageId(), exchange.reply(), ending.finishReason(), ending.usage(),
                ending.timings(), ending.recorded(), ending.model(), OutFrame.Unsafe.of(exchange), OutFrame.Unsafe.withheld(exchange),
                ending.correction());
    }

    /** One reply on its way from the engine, or from the memory, to the client and to Kafka. */
    private final class Writing implements GenerationListener {
        private final Conversation conversation;
        private final Reply reply;
        private final Lease lease;
        private final List<Turn> prompt;
        private final InFrame.Message message;
        private final int turn;
        private final Saying saying;
        private boolean open; // guarded by this

        Writing(Conversation conversation, Reply reply, Lease lease, List<Turn> prompt, InFrame.Message message, int turn, Saying saying) {
            this.saying = saying;
            this.conversation = conversation;
            this.reply = reply;
            this.lease = lease;
            this.prompt = prompt;
            this.message = message;
            this.turn = turn;
        }

        /** Shows a correction that needs no word of the model's, once. */
        synchronized void open() {
            if (!open && check.streams()) {
                saying.atOnce().map(Saying.Correcting::reply).ifPresent(text -> conversation.append(reply, text));
            }
            open = true;
        }

        private synchronized void neverOpens() {
            open = true;
        }

        @Override
        public void onDelta(String text) {
            String shown = saying.write(text);
            if (check.streams() && !shown.isEmpty()) {
                conversation.append(reply, shown);
            }
        }

        @Override
        public void onFailure(Throwable failure) {
            workers.execute(() -> {
                lease.close();
                neverOpens();
                conversation.abandon(reply, problem(failure), clock.instant());
            });
        }

        @Override
        public void onDone(Completion completion) {
            workers.execute(() -> {
                lease.close();
                open();
                Saying.Said said = saying.end(completion.text(), completion.finishReason() == FinishReason.CANCELLED);
                ReplyCheck.Checked checked = check.check(prompt, said.text());
                String rest = check.streams() ? said.rest() : checked.shown();
                if (!rest.isEmpty()) {
                    conversation.append(reply, rest);
                }
                ExchangeEvent event = event(completion, said, checked);
                recorded(event, checked).subscribe().with(recorded -> conclude(event, recorded));
            });
        }

        private Uni<Boolean> recorded(ExchangeEvent event, ReplyCheck.Checked checked) {
            return message.record() ? log.record(event, checked) : Uni.createFrom().item(false);
        }

        private void conclude(ExchangeEvent event, boolean recorded) {
            Exchange.Ending ending = new Exchange.Ending(reply.model(), reply.modelChanged(), event.finishReason(), event.usage(),
                    event.timings(), recorded, event.safety(), event.recalled());
            Exchange exchange = new Exchange(reply.exchangeId(), reply.messageId(), reply.text(), event.reply(), Optional.of(ending));
            conversation.begin(reply);
            conversation.finish(exchange, done(exchange, ending), clock.instant());
            conversations.makeRoom();
        }

        private ExchangeEvent event(Completion completion, Saying.Said said, ReplyCheck.Checked checked) {
            Sampling sampling = message.sampling();
            ServedVersion model = reply.model();
            return new ExchangeEvent(reply.exchangeId(), conversation.id(), turn, conversation.owner(), message.id(),
                    ToldTurns.of(prompt),
                    checked.shown(), new ModelRef(model.version(), model.digest(), model.epoch()),
                    new ExchangeEvent.Sampling(sampling.temperature(), sampling.topK(), sampling.topP(), sampling.repetitionPenalty(),
                            sampling.seed(), message.maxTokens()),
                    new ExchangeEvent.Usage(completion.promptTokens(), completion.ids().length),
                    said.isCorrection() ? "stop" : completion.finishReason().name().toLowerCase(Locale.ROOT),
                    new ExchangeEvent.Timings(completion.firstToken().toMillis(), completion.total().toMillis()), clock.instant(),
                    checked.safety(), said.recalled(), Optional.empty());
        }
    }
}
