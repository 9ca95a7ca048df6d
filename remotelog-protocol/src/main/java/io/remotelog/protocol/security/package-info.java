/** Who may talk to a port, and who can listen in: TLS from PEM files that may change, and the token both sides share. */
package io.remotelog.protocol.security;
