package dev.retort.remembering;

import java.util.Optional;
import java.util.function.Consumer;

import dev.retort.events.RecalledReply;
import dev.retort.memory.Recalling;
import dev.retort.memory.Recollection;
import dev.retort.memory.Recollection.Recalled;

/** A reply that the memory looks at: corrections are said, or only noted. */
final class RecallingSaying implements Saying {
    private final Recalling recalling;
    private final Recollection before;
    private final boolean shadow;
    private final Consumer<Recollection> decided;

    /** @param decided is told what was decided, once, at the end */
    RecallingSaying(Recalling recalling, boolean shadow, Consumer<Recollection> decided) {
        this.recalling = recalling;
        this.before = recalling.atOnce();
        this.shadow = shadow;
        this.decided = decided;
    }

    @Override
    public Optional<Correcting> atOnce() {
        return !shadow && before instanceof Recalled recalled
                ? Optional.of(new Correcting(recalled.correction().id(), recalled.correction().corrected()))
                : Optional.empty();
    }

    @Override
    public String write(String piece) {
        String shown = recalling.write(piece);
        if (shadow) {
            return piece;
        }
        return before instanceof Recalled ? "" : shown;
    }

    @Override
    public Said end(String own, boolean cancelled) {
        String held;
        Recollection decision;
        if (cancelled) {
            held = recalling.abandon();
            decision = before;
        } else {
            Recalling.Ending ending = recalling.end();
            held = ending.held();
            decision = before instanceof Recalled ? before : ending.recollection();
        }
        decided.accept(decision);
        if (decision instanceof Recalled recalled) {
            String id = recalled.correction().id();
            String reply = recalled.correction().corrected();
            return shadow
                    ? new Said("", own, Optional.of(RecalledReply.unsaid(id, decision.rule(), reply)))
                    : new Said(before instanceof Recalled ? "" : reply, reply, Optional.of(RecalledReply.said(id, decision.rule(), own)));
        }
        return new Said(shadow ? "" : held, own, Optional.empty());
    }
}
