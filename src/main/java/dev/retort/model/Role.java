package dev.retort.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The speaker of a turn. */
public enum Role {
    @JsonProperty("system")
    SYSTEM, @JsonProperty("user")
    USER, @JsonProperty("assistant")
    ASSISTANT
}
