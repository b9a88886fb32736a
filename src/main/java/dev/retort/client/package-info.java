/**
 * A client of a running server, as any program outside could be one: the chat's WebSocket and the HTTP API.
 * In come texts and corrections; out go replies as they are written, and the API's answers.
 * It shares no code with the server and knows only what the server says on the wire.
 */
@NullMarked
package dev.retort.client;

import org.jspecify.annotations.NullMarked;
