package dev.retort.roles;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Gives the server its roles. */
class RolesProducer {
    @Produces
    @Singleton
    Roles roles(@ConfigProperty(name = "retort.roles", defaultValue = Roles.ALL) String words) {
        return Roles.parse(words);
    }
}
