/**
 * Keeps who has an account here, with which role, which browsers are signed in, and which keys programs have.
 * In come names and passwords, invitations and what admins decide of others, over HTTP and from the pages {@code sign-in.html} and {@code invitation.html}.
 * Out go sessions and keys as {@code security} asks for them, and the end of every WebSocket whose session or key has ended.
 */
@NullMarked
package dev.retort.accounts;

import org.jspecify.annotations.NullMarked;
