package io.remotelog.api;

import org.junit.jupiter.api.Timeout;

/**
 * Every promise of the SPI as a test. Whoever writes a store extends this class and says how to open one.
 *
 * <p>Its parts are interfaces, one per subject: appending, producers, days, reading, waking, who may write,
 * copies of another log, verification, and {@link LogReader} over the store.
 */
@Timeout(120)
public abstract class LogStoreContract
        implements AppendContract,
                ProducerContract,
                DayContract,
                CursorContract,
                SubscriptionContract,
                OwnershipContract,
                MirrorContract,
                VerifyContract,
                LogReaderContract,
                LogReaderWaitContract {}
