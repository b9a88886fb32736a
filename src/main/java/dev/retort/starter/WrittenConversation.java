package dev.retort.starter;

import java.util.List;

import dev.retort.model.Turn;

/** A conversation and the scenario that it began with. */
record WrittenConversation(Scenario scenario, List<Turn> turns) {}
