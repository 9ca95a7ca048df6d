package io.remotelog.protocol.sync;
