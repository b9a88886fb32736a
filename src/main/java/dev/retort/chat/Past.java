package dev.retort.chat;

import java.util.Optional;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

import dev.retort.recall.Recall;
import dev.retort.roles.Roles;

/** The way to what was said before this process began, where it has one: a chat alone has no database. */
@Singleton
class Past {
    private final Instance<Recall> recall;
    private final Roles roles;

    Past(Instance<Recall> recall, Roles roles) {
        this.recall = recall;
        this.roles = roles;
    }

    Optional<Recall> recall() {
        return roles.needDatabase() ? Optional.of(recall.get()) : Optional.empty();
    }
}
