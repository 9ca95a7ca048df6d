package io.remotelog.api;

/**
 * What a verification or a repair came to.
 *
 * @param records how many records there are, or were when it began
 * @param bytes how many bytes were checked
 * @param faults how many faults were told of, and are still there or have cost records
 * @param mended how many faults a repair has put right
 */
public record VerifyReport(long records, long bytes, long faults, long mended) {
    /** Of nothing. */
    public static final VerifyReport NONE = new VerifyReport(0, 0, 0, 0);

    /** Checks that none is below 0. */
    public VerifyReport {
        if (records < 0 || bytes < 0 || faults < 0 || mended < 0) {
            throw new IllegalArgumentException(
                    "records " + records + ", bytes " + bytes + ", faults " + faults + ", mended " + mended);
        }
    }

    /** Whether no fault is left. */
    public boolean isClean() {
        return faults == 0;
    }

    /** The sum of both. */
    public VerifyReport plus(VerifyReport other) {
        return new VerifyReport(
                records + other.records, bytes + other.bytes, faults + other.faults, mended + other.mended);
    }
}
