package dev.retort.openai;

import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** The shape of an answer on the wire. */
interface Shape {
    /** The chunk that opens a choice in a stream, if there is one. */
    Optional<ObjectNode> opening(int index);

    ObjectNode chunk(int index, Piece piece);

    /** The last chunk of a choice. */
    ObjectNode closing(Ended ended);

    /** The chunk after all choices, for who asked for it. */
    ObjectNode usage(Usage usage);

    /** The whole answer, for who asked for no stream; choices in their order. */
    ObjectNode whole(List<Ended> choices, Usage usage);
}
