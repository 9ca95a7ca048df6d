/**
 * What the appenders of logging frameworks have in common: {@link io.remotelog.sdk.appender.AppenderConfig their settings},
 * {@link io.remotelog.sdk.appender.AppLogLine how an event becomes a record}, and
 * {@link io.remotelog.sdk.appender.EventSender how it is sent}. It knows no framework, so that an appender for another one is short.
 */
package io.remotelog.sdk.appender;
