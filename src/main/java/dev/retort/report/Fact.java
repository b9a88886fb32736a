package dev.retort.report;

/** One line about a run. */
public record Fact(String name, String value) {}
