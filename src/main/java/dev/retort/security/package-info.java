/**
 * Knows who is asking, from which page and through which proxy, and which reply is whose.
 * In come HTTP requests and WebSocket handshakes with a bearer token, a cookie or nothing at all, the secrets kept in the home folder,
 * and the tokens that agents have of their own.
 * Out go identities with roles, answers that the allowed pages of other sites may read, and exchange ids that carry their conversation, turn and owner
 * under a signature.
 */
@NullMarked
package dev.retort.security;

import org.jspecify.annotations.NullMarked;
