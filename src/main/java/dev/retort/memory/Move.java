package dev.retort.memory;

import java.util.List;

import dev.retort.meaning.Space;
import dev.retort.memory.LetGos.Gone;

/** All that is to have a place in another space. */
record Move(List<Remembered> corrections, List<Known> known, List<Gone> gone, int dimensions) {
    /** The places in the other space. */
    record Moved(Space space, Places<Remembered> corrected, Places<Known> known, Places<Gone> gone) {}

    /** Takes long, and changes nothing that others see. */
    Moved to(Space space) {
        var moved = new Moved(space, new Places<>(space, dimensions), new Places<>(space, dimensions), new Places<>(space, dimensions));
        corrections.forEach(one -> one.vectors().ifPresent(vectors -> moved.corrected().add(one, vectors)));
        known.forEach(one -> one.vectors().ifPresent(vectors -> moved.known().add(one, vectors)));
        gone.forEach(one -> one.vectors().ifPresent(vectors -> moved.gone().add(one, vectors)));
        return moved;
    }
}
