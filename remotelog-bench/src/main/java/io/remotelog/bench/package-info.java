/**
 * JMH benchmarks of a store, each beside what the machine itself can do with the same bytes, and beside Chronicle Queue and Kafka's
 * log file, in the same run; the speed of mirroring between two processes, beside a plain sendfile and a plain write of the same bytes; and checks
 * of days that are too large for a unit test.
 *
 * <p>{@link io.remotelog.bench.Benchmarks} runs them and prints the ratios. From the command line, after {@code mvn install
 * -DskipTests}:
 *
 * <pre>
 * mvn -pl remotelog-bench exec:java                                      all, each by itself
 * mvn -pl remotelog-bench exec:java -Dexec.args=ratios                   the side-by-side set
 * mvn -pl remotelog-bench exec:java -Dexec.args="ratios scan100 get100"  two of its contests
 * mvn -pl remotelog-bench exec:java -Dexec.args=large                    days of up to 50 million records
 * mvn -pl remotelog-bench exec:java -Dexec.args=sync                     the speed set of mirroring
 * mvn -pl remotelog-bench exec:java -Dexec.args="sync live"              a part of it
 * mvn -pl remotelog-bench exec:java -Dexec.args="Append.*append|Scan.*scan -prof gc"   bytes allocated for a record
 * </pre>
 *
 * <p>All files lie below {@code java.io.tmpdir}, which has to be on a disk for the durable figures to mean something, and are
 * removed.
 */
package io.remotelog.bench;
