/** The sockets of the sync protocol: the port that replicas dial, and the threads of any port. */
package io.remotelog.protocol.link;
