package dev.retort.model;

/** Numbers that a {@link ScriptCall} hands over as one tensor: a record of {@code double}s, in the order of its components. */
public interface ScriptNumbers {}
