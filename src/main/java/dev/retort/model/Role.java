package dev.retort.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Who speaks a turn. */
public enum Role {
    @JsonProperty("system")
    SYSTEM, @JsonProperty("user")
    USER, @JsonProperty("assistant")
    ASSISTANT
}
