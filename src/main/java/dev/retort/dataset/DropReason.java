package dev.retort.dataset;

import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonValue;

/** Why a row does not become an example. */
public enum DropReason {
    EMPTY, TOO_LONG, BROKEN_QUOTES, NOT_UTF8, OTHER_ENCODING, NOT_JSON, MISSING_COLUMN, MISSING_FIELD, WRONG_FIELD, UNKNOWN_SPLIT, DUPLICATE,
    /** Its question is nearly the same as questions of two parts; whichever part it went to, training would see what is kept back. */
    BETWEEN_PARTS;

    /** For example {@code broken quotes}. */
    @JsonValue
    public String words() {
        return switch (this) {
            case NOT_UTF8 -> "not UTF-8";
            case OTHER_ENCODING -> "in another encoding than the file";
            case NOT_JSON -> "not JSON";
            case BETWEEN_PARTS -> "nearly the same as questions of two parts";
            default -> name().toLowerCase(Locale.ROOT).replace('_', ' ');
        };
    }
}
