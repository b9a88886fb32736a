package dev.retort.starter;

import java.util.List;

/** Phrasings of a customer's turn and of the agent's answer to it. */
record Talk(List<String> customer, List<String> agent) {}
