package dev.retort.demo;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The memory's part in a round.
 *
 * @param before the run: answers a second after the last correction, by the weights of then and the memory
 * @param after the run: answers of what serves then, with the memory
 * @param recalls how soon a correction acted on its own words
 * @param thresholds what a question needs to be recalled by meaning, as the server tells
 */
record AtOnce(List<Answer> before, List<Answer> after, FirstRecalls recalls, JsonNode thresholds) {}
