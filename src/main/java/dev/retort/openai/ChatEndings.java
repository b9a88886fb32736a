package dev.retort.openai;

import java.time.Clock;
import java.util.List;
import java.util.Optional;

import jakarta.inject.Singleton;

import dev.retort.chat.ExchangeLog;
import dev.retort.chat.ToldTurns;
import dev.retort.events.ExchangeEvent;
import dev.retort.events.ModelRef;
import dev.retort.events.RecalledReply;
import dev.retort.generation.Sampling;
import dev.retort.model.Turn;
import dev.retort.remembering.Saying;
import dev.retort.serving.ReplyCheck;
import dev.retort.serving.ServedVersion;
import io.smallrye.mutiny.Uni;

/** The end of each choice: it is checked, and a chat's is recorded, as replies over the WebSocket are. */
@Singleton
class ChatEndings {
    /** Says in the answer's head which correction the first choice is, as far as that is known by then. */
    private static final String RECALLED = "Retort-Recalled";

    private final ReplyCheck check;
    private final ExchangeLog log;
    private final Clock clock;

    ChatEndings(ReplyCheck check, ExchangeLog log, Clock clock) {
        this.clock = clock;
        this.check = check;
        this.log = log;
    }

    /**
     * One conversation for each choice, since each goes on in its own way.
     *
     * @param told what was said before, as far as a record holds it
     * @param exchangeIds by choice
     * @param sayings by choice
     */
    record Chat(Told told, List<String> conversationIds, List<String> exchangeIds, String owner, ServedVersion model,
            Parameters parameters, List<Saying> sayings) {}

    Answering.Ending chat(Chat chat, HttpAnswer http) {
        chat.sayings().stream().limit(1).flatMap(saying -> saying.atOnce().stream())
                .forEach(said -> http.header(RECALLED, said.example()));
        return new Answering.Ending(check.streams(), chat.sayings(), written -> {
            Saying.Said said = chat.sayings().get(written.index()).end(written.text(), written.finishReason().equals("cancelled"));
            ReplyCheck.Checked checked = check.check(chat.told().turns(), said.text());
            boolean unread = http.isGone() && !(chat.parameters().stream() && check.streams());
            Uni<Boolean> recorded = unread ? Uni.createFrom().item(false) : log.record(event(chat, written, said, checked), checked);
            if (written.index() == 0 && said.isCorrection()) {
                said.recalled().ifPresent(recalled -> http.header(RECALLED, recalled.correction()));
            }
            return recorded.map(done -> shown(written, said, checked, Optional.of(chat.exchangeIds().get(written.index())), done));
        });
    }

    /** A plain completion is no exchange, but what must not be shown isn't. */
    Answering.Ending completion(String prompt) {
        return new Answering.Ending(check.streams(), List.of(), written -> {
            ReplyCheck.Checked checked = check.check(List.of(Turn.user(prompt)), written.text());
            return Uni.createFrom().item(shown(written, Saying.OWN.end(written.text(), false), checked, Optional.empty(), false));
        });
    }

    private static Ended shown(Written written, Saying.Said said, ReplyCheck.Checked checked, Optional<String> exchangeId,
            boolean recorded) {
        Optional<String> correction = said.recalled().filter(RecalledReply::wasSaid).map(RecalledReply::correction);
        String reason = said.isCorrection() ? "stop" : written.finishReason();
        String finish = reason.equals("cancelled") ? "length" : reason;
        return new Ended(written.index(), checked.shown(), said.rest(), written.tokens(), checked.withheld() ? "content_filter" : finish,
                written.completionTokens(), checked.withheld(), correction, exchangeId, recorded);
    }

    private ExchangeEvent event(Chat chat, Written written, Saying.Said said, ReplyCheck.Checked checked) {
        Parameters parameters = chat.parameters();
        Sampling sampling = parameters.sampling();
        ServedVersion model = chat.model();
        int i = written.index();
        return new ExchangeEvent(chat.exchangeIds().get(i), chat.conversationIds().get(i), chat.told().before(), chat.owner(),
                Optional.empty(),
                ToldTurns.of(chat.told().turns()), checked.shown(),
                new ModelRef(model.version(), model.digest(), model.epoch()),
                new ExchangeEvent.Sampling(sampling.temperature(), sampling.topK(), sampling.topP(), sampling.repetitionPenalty(),
                        sampling.seed() + i, parameters.maxTokens()),
                new ExchangeEvent.Usage(written.promptTokens(), written.completionTokens()),
                said.isCorrection() ? "stop" : written.finishReason(),
                new ExchangeEvent.Timings(written.firstToken().toMillis(), written.total().toMillis()), clock.instant(),
                checked.safety(), said.recalled(), Optional.of(chat.told().omitted()).filter(count -> count > 0));
    }
}
