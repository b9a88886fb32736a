/**
 * OpenAI's HTTP API over the model that serves, for the clients and evaluation tools that speak it.
 * In come chat completions, completions and questions about models under {@code /v1}.
 * Out go replies as JSON or server-sent events; each chat reply is an exchange, checked, recorded and open to feedback like one over the WebSocket.
 */
@NullMarked
package dev.retort.openai;

import org.jspecify.annotations.NullMarked;
