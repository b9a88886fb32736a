package dev.retort.curation;

import jakarta.persistence.AttributeConverter;

import org.jspecify.annotations.Nullable;

/** Stores an enum as its {@link Word}. */
abstract class WordConverter<E extends Enum<E> & Word> implements AttributeConverter<E, String> {
    private final Class<E> type;

    WordConverter(Class<E> type) {
        this.type = type;
    }

    @Override
    @Nullable
    public String convertToDatabaseColumn(@Nullable E value) {
        return value == null ? null : value.word();
    }

    @Override
    @Nullable
    public E convertToEntityAttribute(@Nullable String word) {
        return word == null ? null : Word.of(type, word);
    }
}
