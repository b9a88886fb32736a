package dev.retort.memory;

/** Two corrections of the same question that don't agree. Neither is recalled until a reviewer has withdrawn one. */
public record Contradiction(Correction one, Correction other) {}
