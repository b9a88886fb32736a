package dev.retort.openai;

import java.time.Clock;
import java.util.List;
import java.util.Optional;

import jakarta.inject.Singleton;

import dev.retort.chat.ExchangeLog;
import dev.retort.chat.ToldTurns;
import dev.retort.events.ExchangeEvent;
import dev.retort.events.ModelRef;
import dev.retort.generation.Sampling;
import dev.retort.model.Turn;
import dev.retort.serving.ReplyCheck;
import dev.retort.serving.ServedVersion;
import io.smallrye.mutiny.Uni;

/** The end of each choice: it is checked, and a chat's is recorded, as replies over the WebSocket are. */
@Singleton
class ChatEndings {
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
     */
    record Chat(Told told, List<String> conversationIds, List<String> exchangeIds, String owner, ServedVersion model,
            Parameters parameters) {}

    Answering.Ending chat(Chat chat, HttpAnswer http) {
        return new Answering.Ending(check.streams(), written -> {
            ReplyCheck.Checked checked = check.check(chat.told().turns(), written.text());
            boolean unread = http.isGone() && !(chat.parameters().stream() && check.streams());
            Uni<Boolean> recorded = unread ? Uni.createFrom().item(false) : log.record(event(chat, written, checked), checked);
            return recorded.map(done -> shown(written, checked, Optional.of(chat.exchangeIds().get(written.index())), done));
        });
    }

    /** A plain completion is no exchange, but what must not be shown isn't. */
    Answering.Ending completion(String prompt) {
        return new Answering.Ending(check.streams(), written -> {
            ReplyCheck.Checked checked = check.check(List.of(Turn.user(prompt)), written.text());
            return Uni.createFrom().item(shown(written, checked, Optional.empty(), false));
        });
    }

    private static Ended shown(Written written, ReplyCheck.Checked checked, Optional<String> exchangeId, boolean recorded) {
        String finish = written.finishReason().equals("cancelled") ? "length" : written.finishReason();
        return new Ended(written.index(), checked.shown(), written.tokens(), checked.withheld() ? "content_filter" : finish,
                written.completionTokens(), checked.withheld(), exchangeId, recorded);
    }

    private ExchangeEvent event(Chat chat, Written written, ReplyCheck.Checked checked) {
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
                new ExchangeEvent.Usage(written.promptTokens(), written.completionTokens()), written.finishReason(),
                new ExchangeEvent.Timings(written.firstToken().toMillis(), written.total().toMillis()), clock.instant(),
                checked.safety(), Optional.of(chat.told().omitted()).filter(count -> count > 0));
    }
}
