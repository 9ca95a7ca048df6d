/** An appender for Log4j 2 that sends log events to a master: {@link io.remotelog.log4j2.RemoteLogAppender}. */
package io.remotelog.log4j2;
