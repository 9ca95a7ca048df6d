/** An appender for Logback that sends log events to a master: {@link io.remotelog.logback.RemoteLogAppender}. */
package io.remotelog.logback;
