package dev.retort.memory;

import java.util.Optional;

import dev.retort.memory.Recollection.Nothing;
import dev.retort.memory.Recollection.Recalled;

/**
 * One question's way through the memory, before the model writes, while it writes, and at its end. For one thread at a time.
 *
 * <p>Text is held back only while all that was written is the beginning of a reply that rule 2 knows to be wrong.
 */
public final class Recalling {
    private final Memory memory;
    private final Said said;
    private final Optional<Vectors> vectors;
    private final Recollection atOnce;
    private final StringBuilder held = new StringBuilder();
    private boolean holds = true;

    Recalling(Memory memory, Said said, Optional<Vectors> vectors, Recollection atOnce) {
        this.memory = memory;
        this.said = said;
        this.vectors = vectors;
        this.atOnce = atOnce;
    }

    /** The way of a second reply to the same question, of which nothing is written yet. */
    public Recalling another() {
        return new Recalling(memory, said, vectors, atOnce);
    }

    /** The decision before the model writes: by words or by meaning. */
    public Recollection atOnce() {
        return atOnce;
    }

    /**
     * Takes what the model writes next.
     *
     * @return what may be shown now, with what was held back before; empty while it is held back
     */
    public String write(String delta) {
        if (!holds) {
            return delta;
        }
        held.append(delta);
        holds = mayBeMistaken() && memory.beginsAMistake(Letters.of(held.toString()));
        return holds ? "" : abandon();
    }

    /** Decides by all that was written. To be called once, where the model ended its reply by itself or by its limit. */
    public Ending end() {
        Recollection recollection = holds ? after(held.toString()) : atOnce;
        return new Ending(abandon(), recollection);
    }

    /** The text that is held back where the reply was cancelled or failed. Nothing is decided. */
    public String abandon() {
        String text = held.toString();
        held.setLength(0);
        holds = false;
        return text;
    }

    /** The same for a reply that is whole already. Nothing needs to have been written. */
    public Recollection after(String reply) {
        return mayBeMistaken() ? memory.mistake(said, vectors, Letters.of(reply)).map(Recollection.class::cast).orElse(atOnce) : atOnce;
    }

    /** Neither rule chooses one of corrections that contradict each other. */
    private boolean mayBeMistaken() {
        return !(atOnce instanceof Recalled) && !(atOnce instanceof Nothing nothing && nothing.why() == Recollection.Why.CONTRADICTED);
    }

    /**
     * The end of a reply.
     *
     * @param held         what was held back to the end. It is to be shown where nothing is recalled
     * @param recollection {@link Nothing} or by rule 2; {@link #atOnce} where that recalled something
     */
    public record Ending(String held, Recollection recollection) {}
}
